package dev.backchannel.policy.style;

import java.util.Locale;

/**
 * One value of one {@link StyleDimension}, with the words that name it. This is the only style vocabulary of the system:
 * the seed corpus names styles with it, inference writes profiles in it, and prompts are made of it. Opposite values share
 * no noun: a small model looks up one word sooner than it learns what "no" does to the next.
 */
public enum StyleValue {
    SHORT(StyleDimension.LENGTH, "short answers"),
    LONG(StyleDimension.LENGTH, "long answers"),
    PROSE(StyleDimension.LAYOUT, "plain sentences"),
    LIST(StyleDimension.LAYOUT, "bullet lists"),
    GREETING(StyleDimension.GREETING, "a greeting"),
    NO_GREETING(StyleDimension.GREETING, "no hello"),
    CLOSING(StyleDimension.CLOSING, "a closing wish"),
    NO_CLOSING(StyleDimension.CLOSING, "no farewell"),
    EMOJI(StyleDimension.EMOJI, "emoji"),
    NO_EMOJI(StyleDimension.EMOJI, "no smileys"),
    QUESTION(StyleDimension.QUESTION, "a question back"),
    NO_QUESTION(StyleDimension.QUESTION, "no asking"),
    FORMAL(StyleDimension.REGISTER, "formal language"),
    CASUAL(StyleDimension.REGISTER, "casual language");

    private final StyleDimension dimension;
    private final String phrase;

    StyleValue(StyleDimension dimension, String phrase) {
        this.dimension = dimension;
        this.phrase = phrase;
    }

    public StyleDimension dimension() {
        return dimension;
    }

    /** A stable id for records and files, such as {@code no-greeting}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The noun phrase that names this value, such as {@code no hello}. */
    public String phrase() {
        return phrase;
    }

    /** A sentence for a system message, such as {@code The user prefers no hello.} */
    public String sentence() {
        return StyleProfile.LEAD + phrase + ".";
    }

    /** The other value of the same dimension. */
    public StyleValue opposite() {
        return dimension.options().stream()
                .filter(value -> value != this)
                .findFirst()
                .orElseThrow();
    }

    /** The value with this id, or an {@link IllegalArgumentException} that lists the known ones. */
    public static StyleValue ofId(String id) {
        for (StyleValue value : values()) {
            if (value.id().equals(id)) {
                return value;
            }
        }
        throw new IllegalArgumentException("unknown style value '" + id + "'; known are "
                + java.util.Arrays.stream(values()).map(StyleValue::id).toList());
    }
}
