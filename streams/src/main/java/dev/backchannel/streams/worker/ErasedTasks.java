package dev.backchannel.streams.worker;

import dev.backchannel.avro.Control;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Targets;
import dev.backchannel.topics.Topic;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Tasks that are not worth beginning: their users are erased, and nobody waits for the results. One thread. */
final class ErasedTasks implements AutoCloseable {
    private static final long EVERY_NANOS = Duration.ofMillis(500).toNanos();

    private final Topic<String, Control> controls;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<String> erased = new HashSet<>();
    private long next = System.nanoTime();

    ErasedTasks(Topic<String, Control> controls, String bootstrapServers) {
        this.controls = controls;
        this.consumer = new KafkaConsumer<>(
                KafkaAccess.reader(bootstrapServers, Map.of()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        TopicPartition partition = new TopicPartition(controls.name(), 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
    }

    /** Takes in who was erased meanwhile; never waits. */
    void poll() {
        if (System.nanoTime() - next < 0) {
            return;
        }
        next = System.nanoTime() + EVERY_NANOS;
        consumer.poll(Duration.ZERO).forEach(this::take);
    }

    boolean contains(MiningTask task) {
        return task.getUserId() != null && erased.contains(Targets.user(task.getTenant(), task.getUserId()));
    }

    private void take(ConsumerRecord<byte[], byte[]> read) {
        try {
            Control control = controls.valueSerde().deserializer().deserialize(read.topic(), read.value());
            if (control != null && control.getErased()) {
                erased.add(control.getTarget());
            }
        } catch (SerializationException e) {
            return; // none of ours
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
