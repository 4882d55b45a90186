package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code learner-steps} and {@code checkpoints} say together of each step. Retention may have deleted a checkpoint's record;
 * the next step then tells what its parent came to. Immutable.
 */
final class StepLog {
    private final List<Checkpoint> checkpoints;
    private final Map<Long, Checkpoint> byStep;
    private final NavigableMap<Long, LearnerStep> steps = new TreeMap<>();

    /**
     * @param checkpoints that stand, oldest first
     * @param announced all steps, oldest first; of one number the last counts
     */
    StepLog(List<Checkpoint> checkpoints, List<LearnerStep> announced) {
        this.checkpoints = List.copyOf(checkpoints);
        byStep = checkpoints.stream().collect(Collectors.toMap(Checkpoint::getStep, Function.identity(), (a, b) -> b));
        announced.forEach(step -> steps.put(step.getStep(), step));
    }

    Optional<Checkpoint> newestGood() {
        return checkpoints.stream()
                .filter(c -> c.getGate().getVerdict() != Verdict.REFUSED)
                .reduce((a, b) -> b);
    }

    Optional<Checkpoint> find(@Nullable String checkpointId) {
        return checkpoints.stream()
                .filter(c -> c.getCheckpointId().equals(checkpointId))
                .findFirst();
    }

    Optional<Checkpoint> record(long step) {
        return Optional.ofNullable(byStep.get(step));
    }

    List<LearnerStep> upTo(long step) {
        return List.copyOf(steps.headMap(step, true).values());
    }

    /** Id of the checkpoint that came of a step; empty if nobody remembers: it was refused, and its record is gone. */
    Optional<String> idOf(long step) {
        Optional<String> recorded = record(step).map(Checkpoint::getCheckpointId);
        return recorded.isPresent()
                ? recorded
                : isPromoted(step) ? Optional.ofNullable(parentOfNext(step)) : Optional.empty();
    }

    /** Where the next step starts that is not an adapter from outside which was refused; empty: there is none yet. */
    Optional<String> startAfter(long step) {
        return steps.tailMap(step, false).values().stream()
                .filter(next -> !next.getCause().equals(Publication.CAUSE) || isPromoted(next.getStep()))
                .map(LearnerStep::getParent)
                .findFirst();
    }

    /** Id of the checkpoint that the lineage began with; empty: no step was ever taken. */
    Optional<String> first() {
        return steps.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(steps.firstEntry().getValue().getParent());
    }

    /** The steps that lead from an older checkpoint to a newer one, newest first; empty: they are not of one lineage. */
    Optional<List<LearnerStep>> path(String newer, String older) {
        List<LearnerStep> path = new ArrayList<>();
        Optional<String> at = Optional.of(newer);
        for (LearnerStep step : steps.descendingMap().values()) {
            if (at.equals(Optional.of(older))) {
                break;
            }
            if (at.isPresent() && idOf(step.getStep()).equals(at)) {
                path.add(step);
                at = Optional.ofNullable(step.getParent());
            }
        }
        return at.equals(Optional.of(older)) ? Optional.of(path) : Optional.empty();
    }

    /** Of each checkpoint that a step starts from or is measured against, the last such step. */
    Map<String, Long> lastUses() {
        Map<String, Long> last = new HashMap<>();
        steps.values().forEach(step -> {
            last.put(step.getParent(), step.getStep());
            last.put(step.getAnchor(), step.getStep());
        });
        return last;
    }

    /** Whether its record says that the gate passed it; if that is gone, whether the next step starts from what it made. */
    boolean isPromoted(long step) {
        Optional<Checkpoint> recorded = record(step);
        if (recorded.isPresent()) {
            return recorded.get().getGate().getVerdict() != Verdict.REFUSED;
        }
        LearnerStep announced = steps.get(step);
        String parent = parentOfNext(step);
        return parent != null && (announced == null || !parent.equals(announced.getParent()));
    }

    /** Null if there is none, or if it is a rollback, which goes back to where it was told to. */
    private @Nullable String parentOfNext(long step) {
        Map.Entry<Long, LearnerStep> next = steps.higherEntry(step);
        return next == null || next.getValue().getCause().equals(Rollback.CAUSE)
                ? null
                : next.getValue().getParent();
    }
}
