package dev.backchannel.learner.state;

import dev.backchannel.learner.loss.RewardShift;

/**
 * Immutable; changed by making the next one.
 *
 * @param reservoir what may be replayed
 * @param heldBack what the gate judges by
 * @param shift running mean of rewards
 * @param influence what each user was let teach of late
 */
public record LearnerState(Reservoir reservoir, HeldBack heldBack, RewardShift shift, Influence influence) {
    public LearnerState(Reservoir reservoir, HeldBack heldBack, RewardShift shift) {
        this(reservoir, heldBack, shift, new Influence());
    }

    public static LearnerState initial(int reservoirCapacity, int heldBackCapacity, long seed) {
        return new LearnerState(
                Reservoir.empty(reservoirCapacity, seed), HeldBack.empty(heldBackCapacity), RewardShift.NONE);
    }

    public LearnerState with(HeldBack newHeldBack) {
        return new LearnerState(reservoir, newHeldBack, shift, influence);
    }

    public LearnerState with(Influence newInfluence) {
        return new LearnerState(reservoir, heldBack, shift, newInfluence);
    }
}
