package dev.backchannel.standalone.publish;

import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.learner.publish.PublishCommands;
import dev.backchannel.policy.checkpoint.AdapterInbox;
import dev.backchannel.policy.checkpoint.StoreAwayException;
import dev.backchannel.standalone.UserError;
import dev.backchannel.topics.Topics;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Puts an adapter where the leading learner finds it, asks for it, and waits for the answer. */
public final class Publisher {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Topics topics;
    private final String bootstrapServers;
    private final AdapterInbox inbox;

    /** @param inbox of the learner's own store */
    public Publisher(Topics topics, String bootstrapServers, AdapterInbox inbox) {
        this.topics = topics;
        this.bootstrapServers = bootstrapServers;
        this.inbox = inbox;
    }

    /**
     * @return the outcome; empty if no learner answered in time
     * @throws UserError if the folder or the store is none
     */
    public Optional<OperatorEvent> publish(Path adapter, String issuedBy, String reason, Duration patience) {
        if (!Files.isRegularFile(adapter.resolve("adapter_config.json"))) {
            throw UserError.failure(
                    adapter + " has no adapter_config.json; a folder that PEFT's save_pretrained or TRL's"
                            + " save_model wrote is wanted");
        }
        try (KafkaConsumer<byte[], byte[]> events = atTheEnd()) {
            String folder = stage(adapter);
            OperatorCommand command = PublishCommands.of(topics, folder, issuedBy, reason, Instant.now());
            send(command);
            long deadline = System.nanoTime() + patience.toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> read : events.poll(POLL)) {
                    Optional<OperatorEvent> event =
                            decode(read).filter(e -> command.getCommandId().equals(e.getCommandId()));
                    if (event.isPresent()) {
                        return event;
                    }
                }
            }
            return Optional.empty();
        }
    }

    private String stage(Path adapter) {
        try {
            return inbox.stage(adapter);
        } catch (StoreAwayException | UncheckedIOException e) {
            throw UserError.failure(e.getMessage() + "; is it the learner's own store (--store or --data)?", e);
        }
    }

    private KafkaConsumer<byte[], byte[]> atTheEnd() {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        TopicPartition partition = new TopicPartition(topics.operatorEvents.name(), 0);
        consumer.assign(List.of(partition));
        consumer.seek(partition, consumer.endOffsets(List.of(partition)).get(partition));
        return consumer;
    }

    private void send(OperatorCommand command) {
        String topic = topics.operatorCommands.name();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers, "acks", "all"),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                            topic,
                            topics.operatorCommands.keySerde().serializer().serialize(topic, command.getTarget()),
                            topics.operatorCommands.valueSerde().serializer().serialize(topic, command)))
                    .get();
        } catch (ExecutionException e) {
            throw UserError.failure(
                    "the command could not be written to " + topic + " at " + bootstrapServers + ": "
                            + e.getCause().getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failure("interrupted while writing to " + topic, e);
        }
    }

    private Optional<OperatorEvent> decode(ConsumerRecord<byte[], byte[]> read) {
        try {
            return Optional.ofNullable(
                    topics.operatorEvents.valueSerde().deserializer().deserialize(read.topic(), read.value()));
        } catch (SerializationException e) {
            return Optional.empty(); // somebody else's, newer than this build
        }
    }
}
