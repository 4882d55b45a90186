package dev.backchannel.policy.profile;

import dev.backchannel.policy.style.StyleDimension;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Infers by rules: in each dimension of style, the value that the edit moved to. What the edit left as it was may please or
 * be indifferent, so it says nothing.
 */
public final class RuleInference implements WishInference {
    /** Where both texts are long, cutting from so many words to half means shorter ones. */
    private static final int VERY_LONG = 60;

    @Override
    public List<Wish> infer(String context, String original, String edited) {
        if (original.isBlank() || edited.isBlank()) {
            return List.of();
        }
        StyleProfile before = StyleReader.observe(original);
        StyleProfile after = StyleReader.observe(edited);
        List<Wish> wishes = new ArrayList<>();
        for (StyleDimension dimension : StyleDimension.values()) {
            Optional<StyleValue> value = after.value(dimension);
            if (dimension == StyleDimension.LENGTH && halved(original, edited)) {
                value = Optional.of(StyleValue.SHORT);
            }
            value.filter(moved -> !before.has(moved)).map(Wish::of).ifPresent(wishes::add);
        }
        return wishes;
    }

    private static boolean halved(String original, String edited) {
        int words = StyleReader.contentWords(original);
        return words >= VERY_LONG && 2 * StyleReader.contentWords(edited) <= words;
    }
}
