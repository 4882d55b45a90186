package dev.backchannel.learner.log;

import dev.backchannel.avro.ComponentStatus;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Tells operators how the learner is: heartbeats and alerts outside of transactions, best effort. Thread-safe. */
public final class Announcer implements AutoCloseable {
    private static final String COMPONENT = "learner";

    private final Topics topics;
    private final String instance;
    private final Clock clock;
    private final KafkaProducer<byte[], byte[]> producer;

    /** @param instance names this process on {@code status} */
    public Announcer(Topics topics, String bootstrapServers, String instance, Clock clock) {
        this.topics = topics;
        this.instance = instance;
        this.clock = clock;
        this.producer = new KafkaProducer<>(
                KafkaAccess.to(
                        bootstrapServers,
                        Map.of(
                                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                                2_000,
                                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                                10_000,
                                ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                5_000,
                                ProducerConfig.LINGER_MS_CONFIG,
                                0)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public void heartbeat(String state, String checkpointOrNull, Map<String, Double> figures) {
        send(
                topics.status,
                COMPONENT + "/" + instance,
                ComponentStatus.newBuilder()
                        .setComponent(COMPONENT)
                        .setInstance(instance)
                        .setState(state)
                        .setCheckpoint(checkpointOrNull)
                        .setFigures(figures)
                        .setAt(clock.instant())
                        .build());
    }

    public OperatorEvent alert(String name, String message, Map<String, String> details) {
        return OperatorEvent.newBuilder()
                .setKind(OperatorEventKind.ALERT)
                .setName(name)
                .setTarget(COMPONENT)
                .setComponent(COMPONENT + "/" + instance)
                .setMessage(message)
                .setDetails(details)
                .setAt(clock.instant())
                .build();
    }

    /** The one outcome of a command. */
    public OperatorEvent outcome(
            OperatorCommand command, OperatorEventKind kind, String message, Map<String, String> details) {
        return OperatorEvent.newBuilder(alert(command.getAction().name().toLowerCase(Locale.ROOT), message, details))
                .setCommandId(command.getCommandId())
                .setKind(kind)
                .build();
    }

    public void publish(OperatorEvent event) {
        send(topics.operatorEvents, event.getTarget(), event);
    }

    private <V> void send(Topic<String, V> topic, String key, V value) {
        var unused = producer.send(new ProducerRecord<>(
                topic.name(),
                topic.keySerde().serializer().serialize(topic.name(), key),
                topic.valueSerde().serializer().serialize(topic.name(), value)));
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
