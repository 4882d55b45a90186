package dev.backchannel.standalone.operation;

import dev.backchannel.access.CommandOutcomes;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.standalone.UserError;
import dev.backchannel.topics.Cause;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Offsets;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Gives operators' commands, and waits for their outcome. */
public final class CommandLog {
    private static final Duration POLL = Duration.ofMillis(200);

    private final Topics topics;
    private final String bootstrapServers;

    private final String answerer;
    private final UnaryOperator<OperatorCommand> signer;

    /**
     * @param answerer who is to carry the commands out, as people call it
     * @param signer signs each of them, if anybody does
     */
    public CommandLog(Topics topics, String bootstrapServers, String answerer, UnaryOperator<OperatorCommand> signer) {
        this.topics = topics;
        this.bootstrapServers = bootstrapServers;
        this.answerer = answerer;
        this.signer = signer;
    }

    /**
     * @param command made once the answer can be heard
     * @return the outcome
     * @throws UserError if nobody answered in time
     */
    public OperatorEvent ask(Supplier<OperatorCommand> command, Duration patience) {
        try (KafkaConsumer<byte[], byte[]> events = atTheEnd()) {
            OperatorCommand asked = signer.apply(command.get());
            write(asked);
            long deadline = System.nanoTime() + patience.toNanos();
            while (System.nanoTime() < deadline) {
                for (ConsumerRecord<byte[], byte[]> read : events.poll(POLL)) {
                    Optional<OperatorEvent> event = decode(read).filter(e -> CommandOutcomes.answers(e, asked));
                    if (event.isPresent()) {
                        return event.get();
                    }
                }
            }
        }
        throw UserError.failure("no " + answerer + " answered within " + patience.toSeconds()
                + " s; the command stands and is carried out as soon as one is there");
    }

    private KafkaConsumer<byte[], byte[]> atTheEnd() {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                KafkaAccess.reader(bootstrapServers, Map.of("fetch.max.wait.ms", 20)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        TopicPartition partition = new TopicPartition(topics.operatorEvents.name(), 0);
        consumer.assign(List.of(partition));
        consumer.seek(partition, Offsets.end(consumer, partition));
        return consumer;
    }

    /** Returns once the command is on record. */
    public void send(OperatorCommand command) {
        write(signer.apply(command));
    }

    private void write(OperatorCommand command) {
        String topic = topics.operatorCommands.name();
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                KafkaAccess.to(bootstrapServers, Map.of("acks", "all")),
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
                            + Cause.of(e).getMessage(),
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
