package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.LearnerStoppedException;
import dev.backchannel.learner.log.RangeReader;
import dev.backchannel.learner.log.TopicReader;
import dev.backchannel.topics.Topics;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.errors.SerializationException;

/** The checkpoints of a policy's lineage that know nothing of somebody, as far as the log can tell. */
public final class CleanLineage {
    /** In place of an id: the newest of them. */
    public static final String LAST = "clean";

    private final Topics topics;
    private final List<Checkpoint> committed;
    private final StepLog log;
    private final String head;
    /** Oldest first. */
    private final List<LearnerStep> path;

    private final Set<String> known = new HashSet<>();
    private final Set<String> theirs = new HashSet<>();

    /** @param who is not to be known */
    public CleanLineage(Topics topics, String bootstrapServers, Predicate<Preference> who) {
        this.topics = topics;
        TopicReader reader = new TopicReader(bootstrapServers);
        this.committed = reader.readAll(topics.checkpoints);
        this.log = new StepLog(committed, reader.readAll(topics.learnerSteps));
        this.head = log.newestGood()
                .map(Checkpoint::getCheckpointId)
                .orElseThrow(() -> new LearnerStoppedException(
                        "There is no good checkpoint on " + topics.checkpoints.name() + " to begin with."));
        List<LearnerStep> newestFirst = new ArrayList<>(
                log.first().flatMap(first -> log.path(head, first)).orElse(List.of()));
        Collections.reverse(newestFirst);
        this.path = newestFirst;
        try (RangeReader preferences = new RangeReader(topics, bootstrapServers)) {
            long to = path.stream()
                    .flatMap(step -> step.getRanges().stream())
                    .mapToLong(range -> range.getTo())
                    .max()
                    .orElse(0);
            preferences.each(0, to, read -> {
                try {
                    Preference preference =
                            topics.preferences.valueSerde().deserializer().deserialize(read.topic(), read.value());
                    if (preference != null) {
                        known.add(preference.getPreferenceId());
                        if (who.test(preference)) {
                            theirs.add(preference.getPreferenceId());
                        }
                    }
                } catch (SerializationException e) {
                    return; // nobody learned from it
                }
            });
        }
    }

    /**
     * A checkpoint to begin with.
     *
     * @param unproven preferences it has learned that retention has deleted, so that nobody can tell whose they were
     */
    public record Found(Checkpoint checkpoint, int unproven) {}

    /**
     * @param asked an id, or its beginning: not known to have learned from them; or {@link #LAST}: proven not to have
     * @throws LearnerStoppedException if there is no such one
     */
    public Found named(String asked) {
        List<Found> clean = clean();
        List<Found> proven = clean.stream().filter(c -> c.unproven() == 0).toList();
        if (asked.equals(LAST)) {
            if (proven.isEmpty()) {
                throw new LearnerStoppedException("No checkpoint on " + topics.checkpoints.name()
                        + " can be proven clean. Begin from scratch, or name one that you know to be older than what they"
                        + " taught.");
            }
            return proven.get(proven.size() - 1);
        }
        List<Found> found = clean.stream()
                .filter(c ->
                        !asked.isEmpty() && c.checkpoint().getCheckpointId().startsWith(asked))
                .toList();
        if (found.size() != 1) {
            throw new LearnerStoppedException("'" + asked + "' names " + found.size() + " of the " + clean.size()
                    + " checkpoints on the lineage of " + head + " that are not known to have learned from them"
                    + (proven.isEmpty()
                            ? "; none is proven clean."
                            : "; the last that is proven clean is "
                                    + proven.get(proven.size() - 1).checkpoint().getCheckpointId() + "."));
        }
        return found.get(0);
    }

    /** Good ones that stand and are not known to have learned from them, oldest first. */
    private List<Found> clean() {
        Map<String, Integer> unproven = new HashMap<>();
        unproven.put(log.first().orElse(head), 0);
        int unknown = 0;
        for (LearnerStep step : path) {
            boolean measured = step.getAnchor() == null || unproven.containsKey(step.getAnchor());
            if (!measured || !Collections.disjoint(theirs, step.getPreferenceIds())) {
                break;
            }
            Set<String> replayed = new HashSet<>(step.getReplayed());
            unknown += (int) step.getPreferenceIds().stream()
                    .filter(id -> !replayed.contains(id) && !known.contains(id))
                    .count();
            int soFar = unknown;
            log.idOf(step.getStep()).ifPresent(id -> unproven.put(id, soFar));
        }
        return committed.stream()
                .filter(c -> c.getGate().getVerdict() != Verdict.REFUSED)
                .flatMap(c -> Optional.ofNullable(unproven.get(c.getCheckpointId())).stream()
                        .map(unknowns -> new Found(c, unknowns)))
                .toList();
    }
}
