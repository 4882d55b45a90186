package dev.backchannel.policy.style;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A wish, or an observation, of style: at most one value per dimension. Immutable. */
public record StyleProfile(Map<StyleDimension, StyleValue> values) {
    static final String LEAD = "The user prefers ";
    private static final Pattern STATEMENT = Pattern.compile(Pattern.quote(LEAD) + "([^.]*)\\.");

    public StyleProfile {
        values.forEach((dimension, value) -> {
            if (value.dimension() != dimension) {
                throw new IllegalArgumentException(value + " is not a value of " + dimension);
            }
        });
        EnumMap<StyleDimension, StyleValue> copy = new EnumMap<>(StyleDimension.class);
        copy.putAll(values);
        values = Collections.unmodifiableMap(copy);
    }

    public static StyleProfile none() {
        return new StyleProfile(Map.of());
    }

    public static StyleProfile of(StyleValue... values) {
        return of(List.of(values));
    }

    /** Later values replace earlier ones of the same dimension. */
    public static StyleProfile of(Collection<StyleValue> values) {
        EnumMap<StyleDimension, StyleValue> map = new EnumMap<>(StyleDimension.class);
        values.forEach(value -> map.put(value.dimension(), value));
        return new StyleProfile(map);
    }

    /** A value for every dimension, each drawn evenly and independently. */
    public static StyleProfile random(RandomGenerator random) {
        return none().completed(random);
    }

    /** This profile with the dimensions it leaves open drawn evenly and independently. */
    public StyleProfile completed(RandomGenerator random) {
        List<StyleValue> all = new ArrayList<>();
        for (StyleDimension dimension : StyleDimension.values()) {
            all.add(value(dimension).orElseGet(() -> dimension.options().get(random.nextInt(2))));
        }
        return of(all);
    }

    public StyleProfile with(StyleValue value) {
        List<StyleValue> all = new ArrayList<>(values.values());
        all.add(value);
        return of(all);
    }

    /** With this value, unless the profile has one for its dimension. */
    public StyleProfile orElse(StyleValue value) {
        return values.containsKey(value.dimension()) ? this : with(value);
    }

    public Optional<StyleValue> value(StyleDimension dimension) {
        return Optional.ofNullable(values.get(dimension));
    }

    public boolean has(StyleValue value) {
        return values.get(value.dimension()) == value;
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /**
     * One sentence for a system message that names every value, in the order of the dimensions, such as {@code The user
     * prefers short answers, no hello and casual language.}; empty for an empty profile.
     */
    public String sentence() {
        return sentence(List.copyOf(values.values()));
    }

    /** As {@link #sentence()}, in the given order. */
    public static String sentence(List<StyleValue> values) {
        if (values.isEmpty()) {
            return "";
        }
        List<String> phrases = values.stream().map(StyleValue::phrase).toList();
        int last = phrases.size() - 1;
        String head = String.join(", ", phrases.subList(0, last));
        return LEAD + (last == 0 ? "" : head + " and ") + phrases.get(last) + ".";
    }

    /** Reads the values that {@link #sentence()} or {@link StyleValue#sentence()} wrote anywhere in the text. */
    public static StyleProfile parse(String text) {
        List<StyleValue> found = new ArrayList<>();
        Matcher statement = STATEMENT.matcher(text);
        while (statement.find()) {
            for (String phrase : statement.group(1).split(", | and ", -1)) {
                for (StyleValue value : StyleValue.values()) {
                    if (value.phrase().equals(phrase)) {
                        found.add(value);
                    }
                }
            }
        }
        return of(found);
    }
}
