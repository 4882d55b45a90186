package dev.backchannel.learner.run;

import dev.backchannel.avro.Preference;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.policy.Adapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Between two steps: what the next one starts from.
 *
 * @param good the last checkpoint that was promoted
 * @param from what the next step starts from: {@code good}, or refused weights that training goes on from
 * @param state of the data
 * @param reference what is measured against
 * @param returns how often training returned to {@code good}
 * @param streak how many refused steps {@code from} is away from the last return, or from {@code good}; 0: it is {@code good}
 * @param nextStep number of the next step
 */
record Standing(
        Footing good, Footing from, LearnerState state, Reference reference, long returns, int streak, long nextStep) {
    /** On firm ground. */
    static Standing on(Footing good, LearnerState state, Reference reference, long nextStep) {
        return new Standing(good, good, state, reference, 0, 0, nextStep);
    }

    Standing goesOn(Footing refused) {
        return new Standing(good, refused, refused.state(), reference, returns, streak + 1, next(refused));
    }

    Standing returned(LearnerState newState, long next) {
        return new Standing(good, good, newState, reference, returns + 1, 0, next);
    }

    /** After a step in which nobody learned anything. */
    Standing unmoved(LearnerState newState, long next) {
        return new Standing(good, from, newState, reference, returns, streak, next);
    }

    /** Keeps nothing of these preferences; the weights stay. */
    Standing without(Set<String> preferenceIds) {
        return preferenceIds.isEmpty()
                ? this
                : new Standing(
                        good.without(preferenceIds),
                        from.without(preferenceIds),
                        state.without(preferenceIds),
                        reference,
                        returns,
                        streak,
                        nextStep);
    }

    /** What it keeps of whoever is meant, anywhere; by id, in order. */
    List<String> kept(Predicate<Preference> whoseever) {
        return Stream.of(state, good.state(), from.state())
                .flatMap(kept -> kept.kept(whoseever))
                .map(Preference::getPreferenceId)
                .distinct()
                .sorted()
                .toList();
    }

    /** Frees what {@code next} does not stand on any more. */
    void makeWayFor(Standing next) {
        List<Adapter> kept = next.adapters();
        adapters().stream().filter(adapter -> !kept.contains(adapter)).forEach(Adapter::close);
    }

    void close() {
        adapters().forEach(Adapter::close);
    }

    private List<Adapter> adapters() {
        List<Adapter> adapters = new ArrayList<>(List.of(good.adapter()));
        if (from.adapter() != good.adapter()) {
            adapters.add(from.adapter());
        }
        if (reference.adapter() != null) {
            adapters.add(reference.adapter());
        }
        return adapters;
    }

    private static long next(Footing footing) {
        return footing.record().getStep() + 1;
    }
}
