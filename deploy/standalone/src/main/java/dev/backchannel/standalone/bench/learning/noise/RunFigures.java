package dev.backchannel.standalone.bench.learning.noise;

/**
 * What came of one run.
 *
 * @param arm its name, or {@code base} for the policy before any step
 * @param noise share of pairs that were flipped on purpose
 * @param seed of questions, wishes, flips and weights
 * @param steps taken
 * @param satisfaction share of held-out answers that end, are on topic and in the wished style
 * @param usable share of held-out answers that end and are on topic
 * @param pairs that users made
 * @param flipped of these
 * @param corrections pairs in all steps, replayed ones included, of which only what was changed was compared
 * @param seconds it took
 */
record RunFigures(
        String arm,
        double noise,
        long seed,
        int steps,
        double satisfaction,
        double usable,
        long pairs,
        int flipped,
        long corrections,
        double seconds) {
    static final String BASE = "base";
}
