package dev.backchannel.learner.log;

import dev.backchannel.topics.Offsets;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads ranges of {@code preferences} in ascending order, outside of any group. One thread. */
public final class RangeReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final long PATIENCE_NANOS = Duration.ofSeconds(30).toNanos();

    private final TopicPartition partition;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private List<ConsumerRecord<byte[], byte[]>> ahead = new ArrayList<>();

    public RangeReader(Topics topics, String bootstrapServers) {
        partition = new TopicPartition(topics.preferences.name(), 0);
        consumer = CommittedReader.of(partition, bootstrapServers);
    }

    /** First offset the topic still holds. */
    public long beginning() {
        return Offsets.beginning(consumer, partition);
    }

    /**
     * The records from {@code from}, inclusive, to {@code to}, exclusive.
     *
     * @throws IllegalStateException if the topic does not reach so far
     */
    public List<ConsumerRecord<byte[], byte[]>> read(long from, long to) {
        readTo(to, ahead::add);
        List<ConsumerRecord<byte[], byte[]>> range = ahead.stream()
                .filter(r -> r.offset() >= from && r.offset() < to)
                .toList();
        ahead = new ArrayList<>(ahead.stream().filter(r -> r.offset() >= to).toList());
        return range;
    }

    /**
     * Each record from {@code from}, inclusive, to {@code to}, exclusive, as far as retention has left any; none is kept.
     *
     * @throws IllegalStateException if the topic does not reach so far
     */
    public void each(long from, long to, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        ahead = new ArrayList<>();
        consumer.seek(partition, Math.max(from, beginning()));
        readTo(to, read -> {
            if (read.offset() < to) {
                sink.accept(read);
            }
        });
    }

    private void readTo(long to, Consumer<ConsumerRecord<byte[], byte[]>> sink) {
        long stalled = System.nanoTime() + PATIENCE_NANOS;
        while (consumer.position(partition) < to) {
            var records = consumer.poll(POLL);
            records.forEach(sink);
            if (!records.isEmpty()) {
                stalled = System.nanoTime() + PATIENCE_NANOS;
            } else if (System.nanoTime() > stalled) {
                throw new IllegalStateException(partition.topic() + " ends at offset " + consumer.position(partition)
                        + ", but a step was announced that reaches to " + to);
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
