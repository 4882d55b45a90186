package dev.backchannel.learner.run;

import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OffsetRange;
import dev.backchannel.learner.LearnerStoppedException;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.plan.Incoming;
import dev.backchannel.learner.plan.StepPlan;
import dev.backchannel.learner.state.Reservoir;
import dev.backchannel.learner.step.Rated;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A step's composition, from plan to {@code learner-steps} record and from record back to examples. */
final class Composition {
    private static final int PARTITION = 0;

    private Composition() {}

    /** @param dropped ids that the state was rid of for this step; those of erased users in its range are named with them */
    static LearnerStep announce(StepPlan plan, String policy, Standing standing, long seed, List<String> dropped) {
        return LearnerStep.newBuilder()
                .setPolicy(policy)
                .setStep(standing.nextStep())
                .setParent(standing.from().id())
                .setRanges(List.of(new OffsetRange(PARTITION, plan.from(), plan.to())))
                .setPreferenceIds(Stream.concat(plan.fresh().stream().map(Example::id), plan.replayed().stream())
                        .toList())
                .setReplayed(plan.replayed())
                .setSeed(seed)
                .setCause(plan.cause())
                .setAnchor(standing.reference().checkpointId())
                .setErased(Stream.concat(dropped.stream(), erasedIn(plan.range()))
                        .distinct()
                        .toList())
                .build();
    }

    private static Stream<String> erasedIn(List<Incoming> range) {
        return range.stream()
                .filter(Incoming.Erased.class::isInstance)
                .map(incoming -> ((Incoming.Erased) incoming).preference().getPreferenceId());
    }

    /** First offset that the step does not cover. */
    static long end(LearnerStep step) {
        return step.getRanges().stream().mapToLong(OffsetRange::getTo).max().orElseThrow();
    }

    /** The examples that teach for the first time, as announced. */
    static List<Example> fresh(LearnerStep step, List<Incoming> range) {
        Map<String, Example> known = new HashMap<>();
        for (Incoming incoming : range) {
            if (incoming instanceof Incoming.Teachable teachable) {
                known.putIfAbsent(teachable.example().id(), teachable.example());
            }
        }
        // Announced before the held-back share was raised; never in place of one of the same id that may teach.
        for (Incoming incoming : range) {
            if (incoming instanceof Incoming.Held held) {
                known.putIfAbsent(held.example().id(), held.example());
            }
        }
        Set<String> replayed = new HashSet<>(step.getReplayed());
        return step.getPreferenceIds().stream()
                .filter(id -> !replayed.contains(id))
                .map(id -> require(known.get(id), step, id, "among its offsets on preferences"))
                .toList();
    }

    /** The examples that are replayed, as announced. */
    static List<Rated> replayed(LearnerStep step, Reservoir reservoir) {
        return step.getReplayed().stream()
                .map(id -> require(reservoir.find(id).orElse(null), step, id, "in the reservoir of its parent"))
                .toList();
    }

    private static <T> T require(@Nullable T found, LearnerStep step, String id, String where) {
        if (found == null) {
            throw new LearnerStoppedException("The learner stops: step " + step.getStep() + " was announced with the"
                    + " preference " + id + ", which is not " + where
                    + " any more. Its settings (held-back share, sequence length) must be those it was announced with,"
                    + " and preferences must be kept until they were learned.");
        }
        return found;
    }
}
