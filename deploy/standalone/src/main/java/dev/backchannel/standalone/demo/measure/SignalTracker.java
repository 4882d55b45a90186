package dev.backchannel.standalone.demo.measure;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.Verdict;
import dev.backchannel.topics.Keys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/**
 * Follows every signal from its acceptance to the first answer that was served with a checkpoint which learned from it, by
 * what the topics say and what the users saw. Topics may be read in any order. Thread-safe; times are epoch milliseconds.
 */
public final class SignalTracker {
    private final Map<String, Long> acceptedAt = new HashMap<>();
    private final Set<String> unfinished = new HashSet<>();
    private final Set<String> ended = new HashSet<>();
    private final Map<String, Set<String>> preferencesOf = new HashMap<>();
    private final Map<String, String> kindOf = new HashMap<>();
    private final Map<String, Long> stepOf = new HashMap<>();
    private final Map<String, Long> committed = new HashMap<>();
    private final Map<String, Long> firstServed = new HashMap<>();
    private final TreeMap<Long, Long> servedByStep = new TreeMap<>();
    private final Set<Long> steps = new HashSet<>();
    private long pairs;
    private long labels;
    private final Map<String, Long> bySignal = new TreeMap<>();

    public synchronized void accepted(Interaction event, long at) {
        if (acceptedAt.putIfAbsent(event.getEventId(), at) == null && !(event.getPayload() instanceof Turn)) {
            await(event.getEventId());
        }
    }

    public synchronized void mined(Preference preference) {
        String kind = preference.getSignal().name().toLowerCase(Locale.ROOT);
        bySignal.merge(kind, 1L, Long::sum);
        if (preference.getBody() instanceof Pair) {
            pairs++;
        } else {
            labels++;
        }
        for (String signal : preference.getEvidence()) {
            preferencesOf.computeIfAbsent(signal, id -> new HashSet<>()).add(preference.getPreferenceId());
            kindOf.putIfAbsent(signal, kind);
            await(signal);
        }
    }

    public synchronized void disposed(Disposition disposition) {
        if (disposition.getOutcome() != Outcome.MINED) {
            end(disposition.getEventId());
        }
    }

    /** The signal was no use to anyone, and its record lies in the dead letters. */
    public synchronized void deadLettered(String eventId) {
        end(eventId);
    }

    public synchronized void stepTaken(LearnerStep step) {
        steps.add(step.getStep());
        step.getPreferenceIds().forEach(id -> stepOf.putIfAbsent(id, step.getStep()));
    }

    public synchronized void committed(Checkpoint checkpoint) {
        if (checkpoint.getGate().getVerdict() != Verdict.REFUSED) {
            committed.put(checkpoint.getCheckpointId(), checkpoint.getStep());
            serve(checkpoint.getCheckpointId());
        }
    }

    /** A user has got an answer of this checkpoint. */
    public synchronized void answered(String checkpoint, long at) {
        firstServed.putIfAbsent(checkpoint, at);
        serve(checkpoint);
    }

    /** How long the signal that waits longest has been waiting; 0 when none waits. */
    public synchronized long longestWait(long now) {
        unfinished.removeIf(signal -> servedAt(signal).isPresent());
        return unfinished.stream()
                .mapToLong(signal -> now - acceptedAt.getOrDefault(origin(signal), now))
                .max()
                .orElse(0);
    }

    /** Milliseconds from acceptance to service of every signal that taught; those not served yet count as elapsed. */
    public synchronized List<Long> feedbackToServed(long now) {
        return feedbackToServedByKind(now).values().stream()
                .flatMap(List::stream)
                .toList();
    }

    /** The same by the kind of signal that made the first preference. */
    public synchronized Map<String, List<Long>> feedbackToServedByKind(long now) {
        Map<String, List<Long>> elapsed = new TreeMap<>();
        for (String signal : preferencesOf.keySet()) {
            Long accepted = acceptedAt.get(origin(signal));
            if (accepted != null && !ended.contains(signal)) {
                elapsed.computeIfAbsent(kindOf.get(signal), kind -> new ArrayList<>())
                        .add(servedAt(signal).orElse(now) - accepted);
            }
        }
        return elapsed;
    }

    /** How many of these signals no answer has been served for. */
    public synchronized long unserved() {
        return preferencesOf.keySet().stream()
                .filter(signal -> acceptedAt.containsKey(origin(signal)) && !ended.contains(signal))
                .filter(signal -> servedAt(signal).isEmpty())
                .count();
    }

    public Percentiles latency(long now) {
        return Percentiles.of(feedbackToServed(now));
    }

    public synchronized Counts counts() {
        long checkpoints = committed.values().stream().filter(step -> step > 0).count();
        return new Counts(
                acceptedAt.size(), pairs, labels, steps.size(), checkpoints, servedByStep.size(), Map.copyOf(bySignal));
    }

    /**
     * @param events records on {@code interactions}, turns included
     * @param committed checkpoints that may be served, the first, empty one not counted
     * @param served checkpoints that users have got answers of, the first, empty one not counted
     * @param bySignal preferences by the kind of signal
     */
    public record Counts(
            long events,
            long pairs,
            long labels,
            long steps,
            long committed,
            long served,
            Map<String, Long> bySignal) {}

    private void await(String signal) {
        if (!ended.contains(signal)) {
            unfinished.add(signal);
        }
    }

    private void end(String signal) {
        ended.add(signal);
        unfinished.remove(signal);
    }

    private void serve(String checkpoint) {
        Long step = committed.get(checkpoint);
        Long at = firstServed.get(checkpoint);
        if (step != null && at != null && step > 0) {
            servedByStep.merge(step, at, Math::min);
        }
    }

    private OptionalLong servedAt(String signal) {
        return preferencesOf.getOrDefault(signal, Set.of()).stream()
                .map(stepOf::get)
                .filter(step -> step != null)
                .flatMap(step -> servedByStep.tailMap(step).values().stream())
                .mapToLong(Long::longValue)
                .min();
    }

    /** The event that carries the signal: a derived follow-up came with a turn. */
    private static String origin(String signal) {
        return signal.endsWith(Keys.DERIVED_FOLLOW_UP)
                ? signal.substring(0, signal.length() - Keys.DERIVED_FOLLOW_UP.length())
                : signal;
    }
}
