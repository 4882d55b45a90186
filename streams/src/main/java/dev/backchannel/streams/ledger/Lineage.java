package dev.backchannel.streams.ledger;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OffsetRange;
import dev.backchannel.avro.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the committed checkpoints have learned. The served lineage is the newest checkpoint that the gate did not refuse and
 * its ancestors; only what a committed step on it used for the first time is taught. Immutable.
 */
final class Lineage {
    private record StepOf(String checkpointId, long step) {}

    private final Map<String, Integer> taught = new HashMap<>();
    private final Set<String> abandoned = new HashSet<>();
    private final String head;
    private final long consumedOffset;
    private final long reused;

    private Lineage(String head, long consumedOffset, Set<String> served, Map<StepOf, LearnerStep> committed) {
        this.head = head;
        this.consumedOffset = consumedOffset;
        long drawn = 0;
        for (Map.Entry<StepOf, LearnerStep> entry : committed.entrySet()) {
            LearnerStep step = entry.getValue();
            Set<String> replayed = new HashSet<>(step.getReplayed());
            if (served.contains(entry.getKey().checkpointId())) {
                drawn += step.getReplayed().size();
                step.getPreferenceIds().stream()
                        .filter(id -> !replayed.contains(id))
                        .forEach(id -> taught.merge(id, 1, Integer::sum));
            } else {
                step.getPreferenceIds().stream()
                        .filter(id -> !replayed.contains(id))
                        .forEach(abandoned::add);
            }
        }
        reused = drawn;
    }

    /**
     * @param checkpoints as they stand on the topic, oldest first, deleted ones left out
     * @param steps as they stand on the topic, oldest first, committed or not
     */
    static Lineage of(List<Checkpoint> checkpoints, List<LearnerStep> steps) {
        Map<String, Checkpoint> byId = new LinkedHashMap<>();
        Checkpoint newest = null;
        long consumed = 0;
        for (Checkpoint checkpoint : checkpoints) {
            byId.put(checkpoint.getCheckpointId(), checkpoint);
            consumed = Math.max(consumed, checkpoint.getConsumedOffset());
            newest = checkpoint.getGate().getVerdict() == Verdict.REFUSED ? newest : checkpoint;
        }
        Set<String> served = new HashSet<>();
        Checkpoint oldest = newest;
        for (Checkpoint c = newest; c != null && served.add(c.getCheckpointId()); c = byId.get(c.getParentId())) {
            oldest = c;
        }
        Map<String, List<Checkpoint>> children = new HashMap<>();
        for (Checkpoint checkpoint : checkpoints) {
            children.computeIfAbsent(checkpoint.getParentId(), p -> new ArrayList<>())
                    .add(checkpoint);
        }
        Map<StepOf, LearnerStep> committed = new LinkedHashMap<>();
        for (LearnerStep step : steps) {
            String owner = ownerOf(step, children.getOrDefault(step.getParent(), List.of()));
            if (owner == null && oldest != null && isOlder(step, oldest, byId)) {
                owner = oldest.getCheckpointId();
            }
            if (owner != null) {
                // A step that was announced again after a crash counts once, as it was announced last.
                committed.put(new StepOf(owner, step.getStep()), step);
            }
        }
        return new Lineage(newest == null ? null : newest.getCheckpointId(), consumed, served, committed);
    }

    /** The first checkpoint that was committed from the step's parent and covers the step; null: never committed. */
    private static String ownerOf(LearnerStep step, List<Checkpoint> childrenOfItsParent) {
        for (Checkpoint checkpoint : childrenOfItsParent) {
            if (checkpoint.getStep() >= step.getStep() && checkpoint.getConsumedOffset() >= end(step)) {
                return checkpoint.getCheckpointId();
            }
        }
        return null;
    }

    /** Its parent was deleted by retention, so that only the oldest checkpoint left can speak for it. */
    private static boolean isOlder(LearnerStep step, Checkpoint oldest, Map<String, Checkpoint> byId) {
        return oldest.getParentId() != null
                && !byId.containsKey(step.getParent())
                && end(step) <= oldest.getConsumedOffset();
    }

    private static long end(LearnerStep step) {
        return step.getRanges().stream().mapToLong(OffsetRange::getTo).max().orElse(0);
    }

    /** Committed steps on the served lineage that used the preference other than from the reservoir. */
    int timesTaught(String preferenceId) {
        return taught.getOrDefault(preferenceId, 0);
    }

    /** Preferences below it have been through the learner. */
    long consumedOffset() {
        return consumedOffset;
    }

    /** Uses from the replay reservoir in committed steps on the served lineage. */
    long reused() {
        return reused;
    }

    /** For a preference behind the consumed offset that was neither taught nor disposed of. */
    String whyNotTaught(Lesson lesson) {
        String behind = "preference " + lesson.preferenceId() + " (offset " + lesson.offset()
                + ") is behind the learner's offset " + consumedOffset;
        return abandoned.contains(lesson.preferenceId())
                ? behind + " and was learned only by checkpoints that " + head
                        + " does not descend from, but is not accounted REVERTED"
                : behind + ", but no committed step names it and nothing disposed of it";
    }
}
