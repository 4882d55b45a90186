package dev.backchannel.learner.run;

import dev.backchannel.avro.LearnerStep;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;

/**
 * Where a step starts after refusals in a row: on the way from the last good checkpoint back to the base. A policy that
 * stands at the edge of what the gate allows would otherwise be refused for ever, since every next step leads over it.
 *
 * @param weights to start from
 * @param optimizer likewise; without the momentum that led to the refusal
 */
record Retreat(LoraWeights weights, OptimizerState optimizer) {
    /** What each refusal leaves of the good checkpoint's change to the base. */
    private static final double KEPT = 0.7;

    /** Refusals since the last good checkpoint. The log tells them, so that whoever takes the step starts from the same. */
    static long refusals(LearnerStep step, Standing standing) {
        return Math.max(0, step.getStep() - 1 - standing.good().getStep());
    }

    /** @param refusals at least 1 */
    static Retreat after(long refusals, Standing standing) {
        return new Retreat(
                standing.weights().scaled(Math.pow(KEPT, refusals)),
                standing.optimizer().withoutMomentum());
    }
}
