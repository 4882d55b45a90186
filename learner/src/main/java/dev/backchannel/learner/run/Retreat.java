package dev.backchannel.learner.run;

import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;

/**
 * Where a step starts after returns in a row: on the way from the last good checkpoint back to the base. A policy that
 * stands at the edge of what the gate allows would otherwise be refused for ever, since every next step leads over it.
 *
 * @param weights to start from
 * @param optimizer likewise; without the momentum that led to the refusal
 */
public record Retreat(LoraWeights weights, OptimizerState optimizer) {
    /** What each return leaves of the good checkpoint's change to the base. */
    private static final double KEPT = 0.7;

    /** @param standing that has returned at least once, and stands on the last good weights */
    static Retreat of(Standing standing) {
        return of(standing.good().weights(), standing.good().optimizer(), standing.returns());
    }

    /** @param returns to the last good weights, one after the other; at least one */
    public static Retreat of(LoraWeights good, OptimizerState optimizer, long returns) {
        return new Retreat(good.scaled(Math.pow(KEPT, (double) returns)), optimizer.withoutMomentum());
    }
}
