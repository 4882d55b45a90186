package dev.backchannel.server.page;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;

/** Where to begin on topics whose end alone matters. */
final class Tails {
    private static final Duration METADATA = Duration.ofSeconds(2);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    Tails(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
    }

    /** @return none, if there is no such topic (yet) */
    List<TopicPartition> partitions(String topic) {
        List<PartitionInfo> known = consumer.partitionsFor(topic, METADATA);
        return known == null
                ? List.of()
                : known.stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
    }

    /**
     * Assigns the topics' partitions, each from the first record at or after {@code since}, but see {@link Followed}.
     *
     * @param since epoch milliseconds
     */
    void assign(Collection<Followed<?>> topics, long since) {
        Map<TopicPartition, Long> starts = new HashMap<>();
        for (Followed<?> followed : topics) {
            List<TopicPartition> partitions = partitions(followed.topic().name());
            Map<TopicPartition, Long> begins = consumer.beginningOffsets(partitions);
            Map<TopicPartition, Long> ending = consumer.endOffsets(partitions);
            Map<TopicPartition, Long> atTime = offsetsAt(partitions, since, ending);
            for (TopicPartition partition : partitions) {
                long end = of(ending, partition);
                long wanted = Math.min(of(atTime, partition), end - followed.least());
                starts.put(partition, Math.max(of(begins, partition), Math.max(wanted, end - followed.most())));
                ends.put(partition, end);
            }
        }
        consumer.assign(new ArrayList<>(starts.keySet()));
        starts.forEach(consumer::seek);
    }

    private static long of(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return Objects.requireNonNull(offsets.get(partition), () -> "the broker told no offset of " + partition);
    }

    /** Whether everything that was there when it was assigned has been read. */
    boolean wereRead() {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    /** Of each partition the first offset at or after that time, or its end. */
    Map<TopicPartition, Long> offsetsAt(
            Collection<TopicPartition> partitions, long time, Map<TopicPartition, Long> ending) {
        Map<TopicPartition, Long> asked = new HashMap<>();
        partitions.forEach(partition -> asked.put(partition, time));
        Map<TopicPartition, OffsetAndTimestamp> found = asked.isEmpty() ? Map.of() : consumer.offsetsForTimes(asked);
        Map<TopicPartition, Long> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            OffsetAndTimestamp first = found.get(partition);
            offsets.put(partition, first == null ? of(ending, partition) : first.offset());
        }
        return offsets;
    }
}
