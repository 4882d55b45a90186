package dev.backchannel.policy.profile;

import dev.backchannel.policy.style.StyleDimension;
import dev.backchannel.policy.style.StyleValue;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * All that is to be remembered of an edit for its context: what it says by itself, and those of the wishes that had shaped
 * the answer which it left in place. Without the latter each edit of a well shaped answer would remember less than was known
 * before it.
 */
public final class EditLesson {
    private final WishInference inference;

    public EditLesson(WishInference inference) {
        this.inference = inference;
    }

    /**
     * @param shapedBy what shaped the answer
     * @return at most one known value per dimension; the edit's own first
     */
    public List<Wish> wishes(String context, String original, String edited, List<Wish> shapedBy) {
        List<Wish> all = new ArrayList<>(inference.infer(context, original, edited));
        Set<StyleDimension> taken = EnumSet.noneOf(StyleDimension.class);
        all.forEach(wish -> wish.value().ifPresent(value -> taken.add(value.dimension())));
        for (Wish wish : shapedBy) {
            StyleValue value = wish.valueOrNull();
            if (value != null && StyleReader.observe(edited).has(value) && taken.add(value.dimension())) {
                all.add(wish);
            }
        }
        return all;
    }
}
