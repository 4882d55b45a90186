package dev.backchannel.streams.ledger;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the committed checkpoints have learned: only what a committed step on the served lineage used first is taught. Immutable. */
final class Lineage {
    private final Map<String, Integer> taught = new HashMap<>();
    private final Set<String> abandoned = new HashSet<>();
    private final Set<String> undecided = new HashSet<>();
    private long inShadow;
    private final CommittedSteps steps;
    private final long reused;

    private Lineage(CommittedSteps steps) {
        this.steps = steps;
        long drawn = 0;
        for (CommittedSteps.Committed committed : steps.all()) {
            if (committed.served()) {
                drawn += committed.step().getReplayed().size();
                List<String> fresh = committed.fresh();
                fresh.forEach(id -> taught.merge(id, 1, Integer::sum));
                inShadow += steps.shadow().contains(committed.checkpointId()) ? fresh.size() : 0;
            } else if (committed.undecided()) {
                undecided.addAll(committed.fresh());
            } else {
                abandoned.addAll(committed.fresh());
            }
        }
        reused = drawn;
    }

    /**
     * @param checkpoints as they stand on the topic, oldest first, deleted ones left out
     * @param steps as they stand on the topic, oldest first, committed or not
     */
    static Lineage of(List<Checkpoint> checkpoints, List<LearnerStep> steps) {
        return new Lineage(CommittedSteps.of(checkpoints, steps));
    }

    /** Committed steps on the served lineage that used the preference other than from the reservoir. */
    int timesTaught(String preferenceId) {
        return taught.getOrDefault(preferenceId, 0);
    }

    /** Whether only refused weights have learned it that training goes on from. */
    boolean isUndecided(String preferenceId) {
        return undecided.contains(preferenceId);
    }

    /** Preferences that were taught in shadow. */
    long inShadow() {
        return inShadow;
    }

    /** The newest checkpoint that the gate did not refuse; null: none. */
    @Nullable
    String head() {
        return steps.head();
    }

    /** Preferences below it have been through the learner. */
    long consumedOffset() {
        return steps.consumedOffset();
    }

    /** Uses from the replay reservoir in committed steps on the served lineage. */
    long reused() {
        return reused;
    }

    /** For a preference behind the consumed offset that was neither taught nor disposed of. */
    String whyNotTaught(Lesson lesson) {
        String behind = "preference " + lesson.preferenceId() + " (offset " + lesson.offset()
                + ") is behind the learner's offset " + consumedOffset();
        return abandoned.contains(lesson.preferenceId())
                ? behind + " and was learned only by checkpoints that " + steps.head()
                        + " does not descend from, but is not accounted REVERTED"
                : behind + ", but no committed step names it and nothing disposed of it";
    }
}
