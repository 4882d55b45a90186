package dev.backchannel.streams.ledger;

import dev.backchannel.topics.Cause;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics as committed, from where it last stopped on each, to the end that they have when asked. Transactions that are
 * open below that end are waited for, since their outcome may already show elsewhere. One thread.
 */
public final class LogReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Admin admin;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Duration patience;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final List<String> notes = new ArrayList<>();

    /** @param patience how long an open transaction is waited for */
    public LogReader(String bootstrapServers, Duration patience) {
        this.patience = patience;
        admin = Admin.create(KafkaAccess.to(bootstrapServers));
        consumer = new KafkaConsumer<>(
                KafkaAccess.reader(
                        bootstrapServers,
                        Map.of(
                                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                                20, // at the end of a log a fetch stays with the broker for so long, and closing waits
                                // for it
                                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                                8 << 20,
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                5_000)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    /** Every topic will be read from its beginning again. */
    void rewind() {
        positions.clear();
    }

    /** What could not be read to the end. */
    public List<String> notes() {
        return notes;
    }

    /** First offset the group has not committed, by partition; without those it has never committed. */
    Map<Integer, Long> committed(String group, String topic) {
        Map<Integer, Long> offsets = new HashMap<>();
        Map<TopicPartition, OffsetAndMetadata> all = get(
                "read the offsets of the group " + group,
                () -> admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get(),
                Map.of());
        all.forEach((partition, offset) -> {
            if (partition.topic().equals(topic) && offset != null) {
                offsets.put(partition.partition(), offset.offset());
            }
        });
        return offsets;
    }

    /** First offset that retention has left, by partition; empty when there is no such topic. */
    public Map<Integer, Long> beginnings(String topic) {
        return offsets(topic, OffsetSpec.earliest());
    }

    /** Offsets that the topic has in use; what only ends a transaction counts, too. */
    long held(String topic) {
        Map<Integer, Long> beginnings = beginnings(topic);
        return offsets(topic, OffsetSpec.latest()).entrySet().stream()
                .mapToLong(end -> end.getValue() - beginnings.getOrDefault(end.getKey(), 0L))
                .sum();
    }

    /** Unreadable records are left out: whoever should have read them has dead-lettered them. */
    public <V extends SpecificRecord> void each(
            Topic<String, V> topic, BiConsumer<ConsumerRecord<byte[], byte[]>, V> sink) {
        readOn(topic.name(), at -> {
            V value = decode(topic.valueSerde().deserializer(), at);
            if (value != null) {
                sink.accept(at, value);
            }
        });
    }

    /** The last {@code most} records of each partition, or fewer: what only ends a transaction counts, too. */
    public <V extends SpecificRecord> List<V> newest(Topic<String, V> topic, int most) {
        Map<Integer, Long> beginnings = beginnings(topic.name());
        offsets(topic.name(), OffsetSpec.latest())
                .forEach((p, end) -> positions.put(
                        new TopicPartition(topic.name(), p), Math.max(beginnings.getOrDefault(p, 0L), end - most)));
        List<V> newest = new ArrayList<>();
        each(topic, (at, value) -> newest.add(value));
        return newest;
    }

    /** The last value of each key, in the order of the log, deleted ones left out. */
    public <V extends SpecificRecord> List<V> standing(Topic<String, V> topic) {
        Map<String, V> standing = new LinkedHashMap<>();
        bringUpToDate(topic, standing);
        return List.copyOf(standing.values());
    }

    /** @param standing the last value of each key as far as the topic has been read, in the order of the log */
    public <V extends SpecificRecord> void bringUpToDate(Topic<String, V> topic, Map<String, V> standing) {
        readOn(topic.name(), at -> {
            standing.remove(key(at));
            V value = decode(topic.valueSerde().deserializer(), at);
            if (value != null) {
                standing.put(key(at), value);
            }
        });
    }

    static String key(ConsumerRecord<byte[], byte[]> at) {
        return at.key() == null ? "" : new String(at.key(), StandardCharsets.UTF_8);
    }

    /** Null for no value, and for one that nobody can read. */
    static <V> @Nullable V decode(Deserializer<V> deserializer, ConsumerRecord<byte[], byte[]> at) {
        try {
            return deserializer.deserialize(at.topic(), at.value());
        } catch (SerializationException e) {
            return null;
        }
    }

    /** A topic that is not there is empty. */
    public void readOn(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        offsets(topic, OffsetSpec.latest()).forEach((p, end) -> ends.put(new TopicPartition(topic, p), end));
        consumer.assign(ends.keySet());
        for (TopicPartition partition : ends.keySet()) {
            Long position = positions.get(partition);
            if (position == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, position);
            }
        }
        long stalled = System.nanoTime() + patience.toNanos();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            var records = consumer.poll(POLL);
            records.forEach(each);
            if (!records.isEmpty()) {
                stalled = System.nanoTime() + patience.toNanos();
            } else if (System.nanoTime() > stalled) {
                notes.add("a transaction on " + topic + " has been open for " + patience.toSeconds()
                        + " s; what lies behind it was not read");
                break;
            }
        }
        ends.keySet().forEach(p -> positions.put(p, consumer.position(p)));
    }

    @Override
    public void close() {
        consumer.close();
        admin.close();
    }

    private Map<Integer, Long> offsets(String topic, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        for (TopicPartitionInfo partition : partitions(topic)) {
            wanted.put(new TopicPartition(topic, partition.partition()), spec);
        }
        Map<Integer, Long> offsets = new HashMap<>();
        get(
                        "read the offsets of " + topic,
                        () -> admin.listOffsets(wanted).all().get(),
                        null)
                .forEach((partition, info) -> offsets.put(partition.partition(), info.offset()));
        return offsets;
    }

    private List<TopicPartitionInfo> partitions(String topic) {
        return get(
                "describe the topic " + topic,
                () -> admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get()
                        .getOrDefault(topic, new TopicDescription(topic, false, List.of()))
                        .partitions(),
                List.of());
    }

    private interface Call<T> {
        T run() throws InterruptedException, ExecutionException;
    }

    /** @param absent the answer when there is no such topic or group */
    private static <T> T get(String what, Call<T> call, @Nullable T absent) {
        try {
            return call.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while trying to " + what, e);
        } catch (ExecutionException e) {
            boolean missing = e.getCause() instanceof UnknownTopicOrPartitionException
                    || e.getCause() instanceof GroupIdNotFoundException;
            if (missing && absent != null) {
                return absent;
            }
            Throwable cause = Cause.of(e);
            throw new IllegalStateException("could not " + what + ": " + cause.getMessage(), cause);
        }
    }
}
