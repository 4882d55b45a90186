package dev.backchannel.learner.gate;

/**
 * When an operator is told that learning goes wrong, though no single step does.
 *
 * @param deadAfter "learning is dead": so many steps in a row moved nothing, or were refused
 * @param leastMovement a step that changes the probe answers by less than this, nats per token, moved nothing
 * @param displacement likelihood displacement: while margins rise, chosen answers lost more than this, nats per token
 */
public record AlarmSettings(int deadAfter, double leastMovement, double displacement) {
    public AlarmSettings {
        if (deadAfter < 1 || !(leastMovement >= 0) || !(displacement > 0)) {
            throw new IllegalArgumentException("deadAfter " + deadAfter + ", leastMovement " + leastMovement
                    + " and displacement " + displacement + " must be at least 1, at least 0 and above 0");
        }
    }

    public static AlarmSettings defaults() {
        return new AlarmSettings(20, 1e-6, 0.2);
    }
}
