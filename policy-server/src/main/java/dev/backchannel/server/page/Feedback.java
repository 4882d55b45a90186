package dev.backchannel.server.page;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.server.page.ServedLog.Served;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/**
 * From the acceptance of what taught to the first whole answer here of a checkpoint that covers it: that is how long feedback
 * takes to be served. What the learner took but did not teach (held back, capped) is left out. One thread.
 */
final class Feedback {
    /** The topics are read side by side: so long after an answer, all that its checkpoint covers has been read. */
    private static final long SETTLED_MILLIS = 1_000;

    private static final int MOST_WAITING = 50_000;

    private record Waiting(String preferenceId, long acceptedAt) {}

    /** @param at when it was served, epoch milliseconds */
    private record Sample(long at, long millis) {}

    private final Slices slices;
    private final NavigableMap<Long, Waiting> waiting = new TreeMap<>();
    private final Map<String, Long> offsets = new HashMap<>();
    private final Map<String, Long> consumedBy = new HashMap<>();
    private final Set<String> taken = new HashSet<>();
    private final Deque<Sample> samples = new ArrayDeque<>();

    Feedback(Slices slices) {
        this.slices = slices;
    }

    /** @param offset its place on the topic */
    void preference(String id, long offset, long acceptedAt) {
        waiting.put(offset, new Waiting(id, acceptedAt));
        offsets.put(id, offset);
        if (waiting.size() > MOST_WAITING) {
            offsets.remove(waiting.pollFirstEntry().getValue().preferenceId());
        }
    }

    /** It ended without teaching. */
    void disposed(String preferenceId) {
        Long offset = offsets.remove(preferenceId);
        if (offset != null) {
            waiting.remove(offset);
        }
    }

    /** @param consumed the offset after the last preference that the checkpoint covers */
    void committed(String checkpointId, long consumed) {
        consumedBy.put(checkpointId, consumed);
    }

    /** Takes in the answers, oldest first, and pins up what they say. */
    void show(List<Served> answers, Board board, long now) {
        for (Served answer : answers) {
            long at = answer.at().toEpochMilli();
            Long consumed = consumedBy.get(answer.checkpointId());
            if (consumed != null && at < now - SETTLED_MILLIS && taken.add(answer.checkpointId())) {
                serve(consumed, at);
                board.put(Part.SERVED, answer.checkpointId(), Cards.object().put("at", at));
            }
        }
        while (!samples.isEmpty() && samples.peekFirst().at() < slices.oldest(now)) {
            samples.removeFirst();
        }
        ObjectNode whole = Cards.object().put("waiting", waiting.size());
        if (!waiting.isEmpty()) {
            whole.put("oldest", waiting.firstEntry().getValue().acceptedAt());
        }
        board.put(
                Part.FEEDBACK,
                "now",
                figures(whole, samples.stream().map(Sample::millis).toList()));
        bySlice()
                .forEach((slice, millis) -> board.put(
                        Part.LATENCY,
                        Long.toString(slice),
                        figures(Cards.object().put("at", slice), millis)));
    }

    private void serve(long consumed, long at) {
        NavigableMap<Long, Waiting> covered = waiting.headMap(consumed, false);
        covered.values().forEach(one -> {
            samples.addLast(new Sample(at, Math.max(0, at - one.acceptedAt())));
            offsets.remove(one.preferenceId());
        });
        covered.clear();
    }

    private NavigableMap<Long, List<Long>> bySlice() {
        NavigableMap<Long, List<Long>> bySlice = new TreeMap<>();
        samples.forEach(sample -> bySlice.computeIfAbsent(slices.start(sample.at()), s -> new ArrayList<>())
                .add(sample.millis()));
        return bySlice;
    }

    private static ObjectNode figures(ObjectNode item, List<Long> millis) {
        long[] sorted = millis.stream().mapToLong(Long::longValue).toArray();
        Arrays.sort(sorted);
        item.put("count", sorted.length);
        if (sorted.length > 0) {
            item.put("p50", rank(sorted, 0.50)).put("p95", rank(sorted, 0.95));
        }
        return item;
    }

    /** Nearest rank. */
    private static long rank(long[] sorted, double share) {
        return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
