package dev.backchannel.learner.state;

import dev.backchannel.avro.Preference;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.influence.Influence;
import dev.backchannel.learner.loss.RewardShift;
import dev.backchannel.learner.step.Rated;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Immutable; changed by making the next one.
 *
 * @param reservoir what may be replayed
 * @param heldBack what the gate judges by
 * @param shift running mean of rewards
 * @param influence what was let through of late, against which others are measured
 * @param undecided what only weights have learned that the gate refused and training goes on from; in order
 * @param lastLook what the gate saw when it last looked at everything and let it pass
 */
public record LearnerState(
        Reservoir reservoir,
        HeldBack heldBack,
        RewardShift shift,
        Influence influence,
        List<Example> undecided,
        LastLook lastLook) {
    public LearnerState {
        undecided = List.copyOf(undecided);
    }

    public LearnerState(Reservoir reservoir, HeldBack heldBack, RewardShift shift) {
        this(reservoir, heldBack, shift, new Influence(), List.of(), LastLook.NONE);
    }

    public static LearnerState initial(int reservoirCapacity, int heldBackCapacity, long seed) {
        return new LearnerState(
                Reservoir.empty(reservoirCapacity, seed), HeldBack.empty(heldBackCapacity), RewardShift.NONE);
    }

    public LearnerState with(HeldBack newHeldBack) {
        return new LearnerState(reservoir, newHeldBack, shift, influence, undecided, lastLook);
    }

    public LearnerState with(LastLook newLook) {
        return new LearnerState(reservoir, heldBack, shift, influence, undecided, newLook);
    }

    public LearnerState with(Influence newInfluence) {
        return new LearnerState(reservoir, heldBack, shift, newInfluence, undecided, lastLook);
    }

    /** After a step that was promoted, and with it all that was undecided. */
    public LearnerState taught(List<Rated> fresh, RewardShift newShift) {
        return new LearnerState(reservoir.plus(fresh), heldBack, newShift, influence, List.of(), lastLook);
    }

    /** After a step that was refused, and that the next one starts from all the same. */
    public LearnerState taughtUndecided(List<Rated> fresh, RewardShift newShift) {
        List<Example> open = Stream.concat(undecided.stream(), fresh.stream().map(Rated::example))
                .toList();
        return new LearnerState(reservoir.plus(fresh), heldBack, newShift, influence, open, lastLook);
    }

    /** Back to good weights: what was learned since is not replayed, what was read since stays read. */
    public LearnerState returnedTo(LearnerState good) {
        return new LearnerState(good.reservoir, heldBack, good.shift, influence, List.of(), lastLook);
    }

    /**
     * Back to an earlier checkpoint on an operator's command: what it would replay, and what its gate had last seen.
     *
     * @param newHeldBack what was read since stays read, and nobody was judged on it yet
     */
    public LearnerState rolledBackTo(LearnerState target, HeldBack newHeldBack) {
        return new LearnerState(target.reservoir, newHeldBack, target.shift, influence, List.of(), target.lastLook);
    }

    /** Nothing of these preferences is replayed or judged by; what is undecided stays, until its end is known. */
    public LearnerState without(Set<String> preferenceIds) {
        return preferenceIds.isEmpty()
                ? this
                : new LearnerState(
                        reservoir.without(preferenceIds),
                        heldBack.without(preferenceIds),
                        shift,
                        influence,
                        undecided,
                        lastLook);
    }

    /** Preferences that are replayed or judged by, and of which this is true. */
    public Stream<Preference> kept(Predicate<Preference> wanted) {
        return Stream.concat(reservoir.stream(), heldBack.rated().stream())
                .map(rated -> rated.example().preference())
                .filter(wanted);
    }

    /** Measured against another reference, from which rewards begin anew. */
    public LearnerState measuredAnew(Reservoir newReservoir, HeldBack newHeldBack) {
        return new LearnerState(newReservoir, newHeldBack, RewardShift.NONE, influence, undecided, lastLook);
    }
}
