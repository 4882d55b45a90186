package dev.backchannel.standalone.demo.user;

import dev.backchannel.policy.style.StyleDimension;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * The users of a demo. Seven in ten wish the house style, a value in each of three dimensions; of the others two in three
 * differ from it in one dimension, the rest in two or, opposed, in all three.
 *
 * @param house the style most users wish
 */
public record Population(StyleProfile house, List<SimulatedUser> users) {
    private static final int DIMENSIONS = 3;
    private static final double HOUSE_SHARE = 0.7;
    private static final double ONE_DIFFERS = 0.9;
    private static final double TWO_DIFFER = 0.96;

    public Population {
        users = List.copyOf(users);
    }

    /** @param size at least 20, so that every kind of user is there */
    public static Population generate(int size, long seed) {
        if (size < 20) {
            throw new IllegalArgumentException("a population needs at least 20 users, not " + size);
        }
        Random random = new Random(seed);
        List<StyleValue> house = house(random);
        List<SimulatedUser> users = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            double rank = (i + 0.5) / size;
            int differing = rank < HOUSE_SHARE ? 0 : rank < ONE_DIFFERS ? 1 : rank < TWO_DIFFER ? 2 : 3;
            users.add(new SimulatedUser("user-%03d".formatted(i), wishes(house, differing, i)));
        }
        Collections.shuffle(users, random);
        return new Population(StyleProfile.of(house), users);
    }

    /** The house style in words. */
    public String describe() {
        return house.values().values().stream().map(StyleValue::phrase).collect(Collectors.joining(", "));
    }

    /** The largest share of users that one policy can satisfy, which has a single style for all. */
    public double ceiling() {
        return users.stream()
                        .mapToLong(candidate -> users.stream()
                                .filter(user -> user.wishes().equals(candidate.wishes()))
                                .count())
                        .max()
                        .orElse(0)
                / (double) users.size();
    }

    /** The share of users who wish this value. */
    public double share(StyleValue value) {
        return users.stream().filter(user -> user.wishes().has(value)).count() / (double) users.size();
    }

    private static List<StyleValue> house(Random random) {
        List<StyleDimension> dimensions = new ArrayList<>(Arrays.asList(StyleDimension.values()));
        Collections.shuffle(dimensions, random);
        return dimensions.subList(0, DIMENSIONS).stream()
                .sorted()
                .map(dimension -> dimension.options().get(random.nextInt(2)))
                .toList();
    }

    /** The dimensions in which users differ go round, so that none is favoured. */
    private static StyleProfile wishes(List<StyleValue> house, int differing, int index) {
        List<StyleValue> wishes = new ArrayList<>(house);
        for (int i = 0; i < differing; i++) {
            wishes.replaceAll(new Opposite(house.get((index + i) % DIMENSIONS)));
        }
        return StyleProfile.of(wishes);
    }

    private record Opposite(StyleValue of) implements java.util.function.UnaryOperator<StyleValue> {
        @Override
        public StyleValue apply(StyleValue value) {
            return value == of ? value.opposite() : value;
        }
    }
}
