package dev.backchannel.standalone.lineage;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Preference;
import dev.backchannel.streams.ledger.CommittedSteps;
import dev.backchannel.streams.ledger.CommittedSteps.Committed;
import dev.backchannel.streams.ledger.LogReader;
import dev.backchannel.topics.Topics;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The checkpoints and the steps that made them, as the log has them. Immutable. */
final class History {
    private final Map<String, Checkpoint> records = new LinkedHashMap<>();
    private final Map<String, List<Committed>> stepsOf = new LinkedHashMap<>();
    private final Map<String, Long> served = new HashMap<>();
    private final CommittedSteps committed;

    History(Collection<Checkpoint> checkpoints, Collection<LearnerStep> steps) {
        committed = CommittedSteps.of(checkpoints, steps);
        for (Checkpoint checkpoint : checkpoints) {
            records.put(checkpoint.getCheckpointId(), checkpoint);
            if (committed.served().contains(checkpoint.getCheckpointId())) {
                served.put(checkpoint.getCheckpointId(), checkpoint.getStep());
            }
        }
        for (Committed step : committed.all()) {
            stepsOf.computeIfAbsent(step.checkpointId(), id -> new ArrayList<>())
                    .add(step);
            if (step.served()) {
                served.putIfAbsent(step.checkpointId(), step.step().getStep());
            }
        }
    }

    static History read(LogReader reader, Topics topics) {
        List<Checkpoint> checkpoints = reader.standing(topics.checkpoints);
        List<LearnerStep> steps = new ArrayList<>();
        reader.each(topics.learnerSteps, (at, step) -> steps.add(step));
        return new History(checkpoints, steps);
    }

    /** Those preferences on the topic that {@code wanted} asks for, each as it was written first. */
    static Map<String, Preference> preferences(LogReader reader, Topics topics, Predicate<Preference> wanted) {
        Map<String, Preference> found = new LinkedHashMap<>();
        reader.each(topics.preferences, (at, preference) -> {
            if (wanted.test(preference)) {
                found.putIfAbsent(preference.getPreferenceId(), preference);
            }
        });
        return found;
    }

    /** The one id that begins so, among standing and deleted checkpoints. */
    String resolve(String idOrBeginning) {
        Set<String> ids = new TreeSet<>(records.keySet());
        ids.addAll(stepsOf.keySet());
        if (ids.contains(idOrBeginning)) {
            return idOrBeginning;
        }
        List<String> matches =
                ids.stream().filter(id -> id.startsWith(idOrBeginning)).toList();
        if (matches.size() == 1) {
            return matches.get(0);
        }
        throw new NotOnTheLogException(
                matches.isEmpty()
                        ? "no checkpoint " + idOrBeginning + " is known to the topics checkpoints and learner-steps ("
                                + ids.size() + " are)"
                        : matches.size() + " checkpoints begin with " + idOrBeginning + "; give more of the id");
    }

    /** Empty once retention has deleted the record. */
    Optional<Checkpoint> record(String id) {
        return Optional.ofNullable(records.get(id));
    }

    /** What its parent was, as its record or its step says; null for the first. */
    @Nullable
    String parent(String id) {
        Checkpoint record = records.get(id);
        if (record != null) {
            return record.getParentId();
        }
        List<Committed> steps = stepsOf.getOrDefault(id, List.of());
        return steps.isEmpty() ? null : steps.get(0).step().getParent();
    }

    List<Committed> steps(String id) {
        return stepsOf.getOrDefault(id, List.of());
    }

    /** The newest checkpoint that the gate did not refuse; null: none. */
    @Nullable
    String head() {
        return committed.head();
    }

    /** Whether it is on that lineage, but no server offers it, nor anything that descends from it. */
    boolean isShadow(String id) {
        return committed.shadow().contains(id);
    }

    /** Its step if it is on the served lineage. */
    Optional<Long> servedAt(String id) {
        return Optional.ofNullable(served.get(id));
    }

    /** The step that used the preference first, on the served lineage if any did. */
    Optional<Committed> taughtBy(String preferenceId) {
        Committed abandoned = null;
        for (Committed step : committed.all()) {
            if (step.fresh().contains(preferenceId)) {
                if (step.served()) {
                    return Optional.of(step);
                }
                abandoned = step;
            }
        }
        return Optional.ofNullable(abandoned);
    }

    /** The steps that made a checkpoint and its ancestors, oldest first; also where it was given up since. */
    List<Committed> madeOf(String id) {
        Deque<Committed> made = new ArrayDeque<>();
        Set<String> seen = new HashSet<>();
        for (String at = id; at != null && seen.add(at); at = parent(at)) {
            List<Committed> own = steps(at);
            for (int i = own.size() - 1; i >= 0; i--) {
                made.addFirst(own.get(i));
            }
        }
        return List.copyOf(made);
    }

    /** The number of its step; empty: the log does not know it. */
    Optional<Long> stepOf(String id) {
        List<Committed> steps = steps(id);
        return record(id)
                .map(Checkpoint::getStep)
                .or(() -> steps.isEmpty()
                        ? Optional.empty()
                        : Optional.of(steps.get(steps.size() - 1).step().getStep()));
    }
}
