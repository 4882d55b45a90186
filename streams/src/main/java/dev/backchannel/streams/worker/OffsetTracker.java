package dev.backchannel.streams.worker;

import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** How far each partition is done, when tasks end in any order: up to the first that is not. */
final class OffsetTracker {
    private static final class Progress {
        private final NavigableSet<Long> open = new TreeSet<>();
        private long next;
        private long committed = -1;
    }

    private final Map<TopicPartition, Progress> partitions = new HashMap<>();

    synchronized void begun(TopicPartition partition, long offset) {
        Progress progress = partitions.computeIfAbsent(partition, p -> new Progress());
        progress.open.add(offset);
        progress.next = Math.max(progress.next, offset + 1);
    }

    synchronized void done(TopicPartition partition, long offset) {
        Progress progress = partitions.get(partition);
        if (progress != null) { // else it was taken from us meanwhile
            progress.open.remove(offset);
        }
    }

    /** What may be committed that was not given out before. */
    synchronized Map<TopicPartition, OffsetAndMetadata> toCommit() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        partitions.forEach((partition, progress) -> {
            long upTo = progress.open.isEmpty() ? progress.next : progress.open.first();
            if (upTo > progress.committed) {
                progress.committed = upTo;
                offsets.put(partition, new OffsetAndMetadata(upTo));
            }
        });
        return offsets;
    }

    synchronized void forget(Iterable<TopicPartition> lost) {
        lost.forEach(partitions::remove);
    }
}
