package dev.backchannel.policy.profile;

import dev.backchannel.policy.style.StyleValue;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a user likes in answers.
 *
 * @param sentence as the user is shown it, and as he may have written it
 * @param valueOrNull what it says in the style vocabulary; null: the vocabulary does not know it
 */
public record Wish(String sentence, @Nullable StyleValue valueOrNull) {
    public Wish {
        Objects.requireNonNull(sentence, "sentence");
    }

    public static Wish of(StyleValue value) {
        return new Wish(value.sentence(), value);
    }

    /**
     * What a text of a user's own says, or a sentence that {@link #of} wrote: a wish for each value of the vocabulary that
     * it names, each with the whole text; one that is not understood if it names none; nothing if it is blank.
     */
    public static List<Wish> stated(String text) {
        String sentence = text.strip();
        if (sentence.isEmpty()) {
            return List.of();
        }
        List<StyleValue> values = StyleWords.valuesIn(sentence);
        return values.isEmpty()
                ? List.of(new Wish(sentence, null))
                : values.stream().map(value -> new Wish(sentence, value)).toList();
    }

    public Optional<StyleValue> value() {
        return Optional.ofNullable(valueOrNull);
    }

    /** Whether the vocabulary knows it, so that the seed policy can follow it. */
    public boolean understood() {
        return valueOrNull != null;
    }
}
