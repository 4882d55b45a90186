package dev.backchannel.server.page;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts what arrives on {@code interactions} by its ends, without reading it: prompts and answers are large, and nobody writes
 * there in transactions, so that an offset is an event.
 */
final class Arrivals {
    /** Takes a count and the time it counts for, epoch milliseconds. */
    @FunctionalInterface
    interface Counted {
        void add(long count, long at);
    }

    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private final Tails tails;
    private long arrived;

    Arrivals(Consumer<byte[], byte[]> consumer, Tails tails, String topic) {
        this.consumer = consumer;
        this.tails = tails;
        this.partitions = tails.partitions(topic);
    }

    /** Of each slice of the window up to {@code now}. */
    void past(Slices slices, long now, Counted counted) {
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        arrived = sum(ends);
        long after = arrived;
        for (long slice = slices.start(now); slice >= slices.oldest(now); slice -= slices.millis()) {
            long before = sum(tails.offsetsAt(partitions, slice, ends));
            counted.add(after - before, slice);
            after = before;
        }
    }

    /** Since it was asked last. */
    void since(long now, Counted counted) {
        long total = sum(consumer.endOffsets(partitions));
        if (total > arrived) {
            counted.add(total - arrived, now);
        }
        arrived = total;
    }

    private static long sum(Map<TopicPartition, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).sum();
    }
}
