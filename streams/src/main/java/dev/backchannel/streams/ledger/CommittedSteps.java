package dev.backchannel.streams.ledger;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OffsetRange;
import dev.backchannel.avro.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which checkpoint came of which announced step. The served lineage is the newest checkpoint that the gate did not refuse and
 * its ancestors, those that retention has deleted included: what they were made of still stands on {@code learner-steps}.
 * Immutable.
 */
public final class CommittedSteps {
    /**
     * One step of a committed checkpoint.
     *
     * @param checkpointId what it made; the record may have been deleted since
     * @param served whether that is on the served lineage
     */
    public record Committed(LearnerStep step, String checkpointId, boolean served) {
        /** What it used for the first time, in order. */
        public List<String> fresh() {
            Set<String> replayed = new HashSet<>(step.getReplayed());
            return step.getPreferenceIds().stream()
                    .filter(id -> !replayed.contains(id))
                    .toList();
        }
    }

    private record StepOf(String checkpointId, long step) {}

    private final List<Committed> all;
    private final Set<String> served;
    private final String head;
    private final long consumedOffset;

    private CommittedSteps(List<Committed> all, Set<String> served, String head, long consumedOffset) {
        this.all = List.copyOf(all);
        this.served = Set.copyOf(served);
        this.head = head;
        this.consumedOffset = consumedOffset;
    }

    /**
     * @param checkpoints as they stand on the topic, oldest first, deleted ones left out
     * @param steps as they stand on the topic, oldest first, committed or not
     */
    public static CommittedSteps of(Collection<Checkpoint> checkpoints, Collection<LearnerStep> steps) {
        Map<String, Checkpoint> byId = new LinkedHashMap<>();
        Map<String, List<Checkpoint>> children = new HashMap<>();
        Checkpoint newest = null;
        long consumed = 0;
        for (Checkpoint checkpoint : checkpoints) {
            byId.put(checkpoint.getCheckpointId(), checkpoint);
            children.computeIfAbsent(checkpoint.getParentId(), p -> new ArrayList<>())
                    .add(checkpoint);
            consumed = Math.max(consumed, checkpoint.getConsumedOffset());
            newest = checkpoint.getGate().getVerdict() == Verdict.REFUSED ? newest : checkpoint;
        }
        Map<String, LearnerStep> made = madeBy(steps);
        Set<String> served = new HashSet<>();
        String at = newest == null ? null : newest.getCheckpointId();
        while (at != null && served.add(at)) {
            at = byId.containsKey(at) ? byId.get(at).getParentId() : parentOf(made.get(at));
        }

        Map<StepOf, Committed> committed = new LinkedHashMap<>();
        Map<LearnerStep, String> deleted = new IdentityHashMap<>();
        made.forEach((id, step) -> {
            if (served.contains(id) && !byId.containsKey(id)) {
                deleted.put(step, id);
            }
        });
        for (LearnerStep step : steps) {
            String owner = ownerOf(step, children.getOrDefault(step.getParent(), List.of()));
            if (owner == null) {
                owner = deleted.get(step);
            }
            if (owner != null) {
                // A step that was announced again after a crash counts once, as it was announced last.
                committed.put(new StepOf(owner, step.getStep()), new Committed(step, owner, served.contains(owner)));
            }
        }
        return new CommittedSteps(
                new ArrayList<>(committed.values()),
                served,
                newest == null ? null : newest.getCheckpointId(),
                consumed);
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

    /**
     * What the steps alone tell, where retention has deleted records: once a step was promoted, the next one starts from what
     * it made; if the next one starts from the same parent, it was refused.
     */
    private static Map<String, LearnerStep> madeBy(Collection<LearnerStep> steps) {
        TreeMap<Long, LearnerStep> asLastAnnounced = new TreeMap<>();
        steps.forEach(step -> asLastAnnounced.put(step.getStep(), step));
        Map<String, LearnerStep> made = new LinkedHashMap<>();
        LearnerStep before = null;
        for (LearnerStep step : asLastAnnounced.values()) {
            if (before != null && step.getParent() != null && !step.getParent().equals(before.getParent())) {
                made.putIfAbsent(step.getParent(), before);
            }
            before = step;
        }
        return made;
    }

    private static String parentOf(LearnerStep step) {
        return step == null ? null : step.getParent();
    }

    private static long end(LearnerStep step) {
        return step.getRanges().stream().mapToLong(OffsetRange::getTo).max().orElse(0);
    }

    /** In the order of the log. */
    public List<Committed> all() {
        return all;
    }

    /** Ids of the checkpoints on the served lineage, deleted ones included. */
    public Set<String> served() {
        return served;
    }

    /** The newest checkpoint that the gate did not refuse; null: none. */
    public String head() {
        return head;
    }

    /** Preferences below it have been through the learner. */
    public long consumedOffset() {
        return consumedOffset;
    }
}
