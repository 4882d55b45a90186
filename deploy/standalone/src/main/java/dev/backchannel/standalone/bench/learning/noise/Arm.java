package dev.backchannel.standalone.bench.learning.noise;

import dev.backchannel.learner.loss.LossSettings;
import dev.backchannel.standalone.UserError;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * One way to learn from pairs of which some are flipped.
 *
 * @param name such as {@code cdpo-true+sft}
 * @param pairs the pair loss, by its name in {@code Losses}
 * @param flipped the share of flipped pairs that the loss supposes
 * @param sftWeight weight of the SFT term beside it
 */
record Arm(String name, String pairs, Supposed flipped, double sftWeight) {
    /** What a loss is told of the share of flipped pairs. */
    enum Supposed {
        NOTHING(""),
        TRUE("-true"),
        A_TENTH("-0.1");

        private final String suffix;

        Supposed(String suffix) {
            this.suffix = suffix;
        }

        double share(double noise) {
            return this == TRUE ? noise : this == A_TENTH ? 0.1 : 0;
        }
    }

    private static final List<Arm> ALL = all();

    static Arm named(String name) {
        return ALL.stream()
                .filter(arm -> arm.name.equals(name))
                .findFirst()
                .orElseThrow(() -> UserError.usage("there is no arm '" + name + "'; use some of " + names()));
    }

    /** Every arm's name, with commas between. */
    static String names() {
        return ALL.stream().map(Arm::name).collect(Collectors.joining(","));
    }

    /** @param names with commas between */
    static List<Arm> list(String names) {
        return Arrays.stream(names.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .map(Arm::named)
                .distinct()
                .toList();
    }

    /** @param noise share of pairs that are flipped */
    LossSettings loss(LossSettings from, double noise) {
        return from.withPairs(pairs).withSmoothing(flipped.share(noise)).withSftWeight(sftWeight);
    }

    private static List<Arm> all() {
        List<Arm> arms = new ArrayList<>();
        both(arms, "dpo", Supposed.NOTHING);
        for (String loss : List.of("cdpo", "rdpo")) {
            both(arms, loss, Supposed.TRUE);
            both(arms, loss, Supposed.A_TENTH);
        }
        arms.add(new Arm("sft", "sft", Supposed.NOTHING, 0));
        return List.copyOf(arms);
    }

    private static void both(List<Arm> arms, String loss, Supposed flipped) {
        String name = loss + flipped.suffix;
        arms.add(new Arm(name, loss, flipped, 0));
        arms.add(new Arm(name + "+sft", loss, flipped, 1));
    }
}
