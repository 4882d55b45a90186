package dev.backchannel.learner.gate;

/**
 * How the gate listens to canaries: preferences between two written answers that must survive training.
 *
 * @param set file of the user's own canaries, one JSON object a line; empty for none
 * @param largestDrift most that a kind of canary may move towards its rejected answers against the base, nats per token
 */
public record CanarySettings(String set, double largestDrift) {
    public CanarySettings {
        if (!(largestDrift > 0)) {
            throw new IllegalArgumentException(
                    "largestDrift of the canaries is " + largestDrift + ", but must be above 0");
        }
    }

    public static CanarySettings defaults() {
        return new CanarySettings("", 0.3);
    }
}
