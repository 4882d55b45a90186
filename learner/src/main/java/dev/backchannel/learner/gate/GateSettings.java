package dev.backchannel.learner.gate;

/**
 * The gate's thresholds.
 *
 * @param thoroughEvery held-back preferences and generated text are looked at every so many steps, and after a refusal in
 *     every step until one passes; the rest in every step. On a small base that steps every second they cost more than
 *     the step
 * @param thoroughMovement the same, earlier, once the steps since then moved the base's probe answers by so much in all, nats
 *     per token
 * @param thoroughEnding the same, earlier, once the end-of-turn tokens of the answers that the last look saw became so much less likely,
 *     nats: the first sign of answers that grow longer and longer
 * @param heldBackCases newest held-back preferences that are judged
 * @param leastCases with fewer the held-back check is INSUFFICIENT, which is served
 * @param worseAtMost p-value below which a fall in held-back accuracy is taken for real (one-sided)
 * @param probeTokens longest greedy answer to a probe
 * @param largestKl most KL(policy ‖ base) on the policy's own probe answers, nats per token
 * @param shortestRatio least length of a probe's answer, and of their geometric mean, relative to the base's
 * @param longestRatio most length of a probe's answer, relative to the base's
 * @param largestRepetition most share of an answer's 3-grams that were there before
 * @param toleratedProbes how many probes may break a rule of text before the checkpoint is refused
 * @param largestMeanRatio most geometric mean of the probe answers' lengths, relative to the base's; the least is shortestRatio
 * @param canaries preferences between written answers that must survive
 * @param alarms what an operator is told of
 * @param refusalsBeforeReturn training goes on from refused weights, which are never offered, until so many were refused in a row;
 *     then it returns to the last good ones. 1: each refusal returns
 */
public record GateSettings(
        int thoroughEvery,
        double thoroughMovement,
        double thoroughEnding,
        int heldBackCases,
        int leastCases,
        double worseAtMost,
        int probeTokens,
        double largestKl,
        double shortestRatio,
        double longestRatio,
        double largestRepetition,
        int toleratedProbes,
        double largestMeanRatio,
        CanarySettings canaries,
        AlarmSettings alarms,
        int refusalsBeforeReturn) {
    public GateSettings {
        if (thoroughEvery < 1 || heldBackCases < 0 || leastCases < 1 || probeTokens < 1 || toleratedProbes < 0) {
            throw new IllegalArgumentException(
                    "thoroughEvery " + thoroughEvery + ", heldBackCases " + heldBackCases + ", leastCases " + leastCases
                            + ", probeTokens " + probeTokens + " and toleratedProbes " + toleratedProbes
                            + " must be at least 1, 0, 1, 1 and 0");
        }
        if (!(worseAtMost > 0 && worseAtMost < 1) || !(largestKl > 0)) {
            throw new IllegalArgumentException(
                    "worseAtMost " + worseAtMost + " must be between 0 and 1, and largestKl " + largestKl + " above 0");
        }
        if (!(shortestRatio >= 0 && longestRatio > shortestRatio)) {
            throw new IllegalArgumentException("shortestRatio " + shortestRatio + " must be at least 0 and below"
                    + " longestRatio " + longestRatio);
        }
        if (!(thoroughMovement > 0)) {
            throw new IllegalArgumentException("thoroughMovement is " + thoroughMovement + ", but must be above 0");
        }
        if (!(thoroughEnding > 0)) {
            throw new IllegalArgumentException("thoroughEnding is " + thoroughEnding + ", but must be above 0");
        }
        if (!(largestMeanRatio > 1)) {
            throw new IllegalArgumentException("largestMeanRatio is " + largestMeanRatio + ", but must be above 1");
        }
        if (refusalsBeforeReturn < 1) {
            throw new IllegalArgumentException(
                    "refusalsBeforeReturn is " + refusalsBeforeReturn + ", but must be at least 1");
        }
    }

    /** For a base whose steps are long enough to be judged in full, each of them. */
    public static GateSettings defaults() {
        return new GateSettings(
                1,
                0.05,
                0.25,
                64,
                30,
                0.01,
                96,
                2.0,
                0.25,
                4,
                0.5,
                2,
                2.0,
                CanarySettings.defaults(),
                AlarmSettings.defaults(),
                1);
    }

    public GateSettings every(int steps) {
        return new GateSettings(
                steps,
                thoroughMovement,
                thoroughEnding,
                heldBackCases,
                leastCases,
                worseAtMost,
                probeTokens,
                largestKl,
                shortestRatio,
                longestRatio,
                largestRepetition,
                toleratedProbes,
                largestMeanRatio,
                canaries,
                alarms,
                refusalsBeforeReturn);
    }

    public GateSettings withCanaries(CanarySettings value) {
        return new GateSettings(
                thoroughEvery,
                thoroughMovement,
                thoroughEnding,
                heldBackCases,
                leastCases,
                worseAtMost,
                probeTokens,
                largestKl,
                shortestRatio,
                longestRatio,
                largestRepetition,
                toleratedProbes,
                largestMeanRatio,
                value,
                alarms,
                refusalsBeforeReturn);
    }

    public GateSettings withAlarms(AlarmSettings value) {
        return new GateSettings(
                thoroughEvery,
                thoroughMovement,
                thoroughEnding,
                heldBackCases,
                leastCases,
                worseAtMost,
                probeTokens,
                largestKl,
                shortestRatio,
                longestRatio,
                largestRepetition,
                toleratedProbes,
                largestMeanRatio,
                canaries,
                value,
                refusalsBeforeReturn);
    }
}
