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
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which checkpoint came of which announced step. The served lineage is the newest checkpoint that the gate did not refuse and
 * its ancestors, those that retention has deleted included: what they were made of still stands on {@code learner-steps}. A
 * lineage that is learned in shadow counts as it would if it were served, and is named.
 * Immutable.
 */
public final class CommittedSteps {
    /** Cause of a step in which the learner goes back to an earlier checkpoint: its parent is not what the step before made. */
    private static final String ROLLBACK = "rollback";

    /**
     * One step of a committed checkpoint.
     *
     * @param checkpointId what it made; the record may have been deleted since
     * @param served whether that is on the served lineage
     * @param undecided the gate refused it, and yet training goes on from it: what it learned is taught if a later one passes
     */
    public record Committed(LearnerStep step, String checkpointId, boolean served, boolean undecided) {
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
    private final Set<String> shadow;
    private final @Nullable String head;
    private final long consumedOffset;

    private CommittedSteps(
            List<Committed> all, Set<String> served, Set<String> shadow, @Nullable String head, long consumedOffset) {
        this.all = List.copyOf(all);
        this.served = Set.copyOf(served);
        this.shadow = Set.copyOf(shadow);
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
            newest = isRefused(checkpoint) ? newest : checkpoint;
        }
        Map<String, LearnerStep> made = madeBy(steps);
        Set<String> served = new HashSet<>();
        Set<String> shadow = new HashSet<>();
        boolean shadowSoFar = true;
        String at = newest == null ? null : newest.getCheckpointId();
        while (at != null && served.add(at)) {
            Checkpoint record = byId.get(at);
            // What may be served knows all that its ancestors learned, in shadow or not.
            shadowSoFar &= record != null && (record.getShadow() || isRefused(record));
            if (shadowSoFar) {
                shadow.add(at);
            }
            at = record != null ? record.getParentId() : parentOf(made.get(at));
        }
        Set<String> undecided = undecided(byId.values(), newest);

        Map<StepOf, Committed> committed = new LinkedHashMap<>();
        IdentityHashMap<LearnerStep, String> deleted = new IdentityHashMap<>();
        made.forEach((id, step) -> {
            if (served.contains(id) && !byId.containsKey(id)) {
                deleted.put(step, id);
            }
        });
        NavigableSet<Long> rollbacks = steps.stream()
                .filter(CommittedSteps::isRollback)
                .map(LearnerStep::getStep)
                .collect(Collectors.toCollection(TreeSet::new));
        for (LearnerStep step : steps) {
            String owner = ownerOf(step, children.getOrDefault(step.getParent(), List.of()), rollbacks);
            if (owner == null) {
                owner = deleted.get(step);
            }
            if (owner != null) {
                // A step that was announced again after a crash counts once, as it was announced last.
                committed.put(
                        new StepOf(owner, step.getStep()),
                        new Committed(step, owner, served.contains(owner), undecided.contains(owner)));
            }
        }
        return new CommittedSteps(
                new ArrayList<>(committed.values()),
                served,
                shadow,
                newest == null ? null : newest.getCheckpointId(),
                consumed);
    }

    /** Refused ones since the newest good one that training has gone on from. Those it has returned from since have dispositions. */
    private static Set<String> undecided(Collection<Checkpoint> checkpoints, @Nullable Checkpoint newestGood) {
        return checkpoints.stream()
                .filter(c -> c.getGoesOn() && (newestGood == null || c.getStep() > newestGood.getStep()))
                .map(Checkpoint::getCheckpointId)
                .collect(Collectors.toSet());
    }

    private static boolean isRefused(Checkpoint checkpoint) {
        return checkpoint.getGate().getVerdict() == Verdict.REFUSED;
    }

    static boolean isRollback(LearnerStep step) {
        return step.getCause().equals(ROLLBACK);
    }

    /**
     * The first checkpoint that was committed from the step's parent and covers the step; null: never committed, or the record
     * is gone. One that was committed after the learner came back to that parent covers nothing from before.
     */
    private static @Nullable String ownerOf(
            LearnerStep step, List<Checkpoint> childrenOfItsParent, NavigableSet<Long> rollbacks) {
        Long back = rollbacks.higher(step.getStep());
        for (Checkpoint checkpoint : childrenOfItsParent) {
            if (checkpoint.getStep() >= step.getStep()
                    && (back == null || checkpoint.getStep() < back)
                    && checkpoint.getConsumedOffset() >= end(step)) {
                return checkpoint.getCheckpointId();
            }
        }
        return null;
    }

    /**
     * What the steps alone tell, where retention has deleted records: once a step was promoted, the next one starts from what
     * it made; if the next one starts from the same parent, it was refused. A rollback tells nothing of the step before it.
     */
    private static Map<String, LearnerStep> madeBy(Collection<LearnerStep> steps) {
        TreeMap<Long, LearnerStep> asLastAnnounced = new TreeMap<>();
        steps.forEach(step -> asLastAnnounced.put(step.getStep(), step));
        Map<String, LearnerStep> made = new LinkedHashMap<>();
        LearnerStep before = null;
        for (LearnerStep step : asLastAnnounced.values()) {
            if (before != null
                    && step.getParent() != null
                    && !isRollback(step)
                    && !step.getParent().equals(before.getParent())) {
                made.putIfAbsent(step.getParent(), before);
            }
            before = step;
        }
        return made;
    }

    private static @Nullable String parentOf(@Nullable LearnerStep step) {
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

    /** Those of {@link #served} that no server offers, nor any checkpoint that knows what they learned. */
    public Set<String> shadow() {
        return shadow;
    }

    /** The newest checkpoint that the gate did not refuse; null: none. */
    public @Nullable String head() {
        return head;
    }

    /** Preferences below it have been through the learner. */
    public long consumedOffset() {
        return consumedOffset;
    }
}
