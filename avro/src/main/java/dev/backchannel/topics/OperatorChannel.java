package dev.backchannel.topics;

import dev.backchannel.avro.ComponentStatus;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one component tells operators: heartbeats on {@code status}, alerts and outcomes on {@code operator-events}. Outside of
 * transactions and best effort; what cannot be sent is logged. Thread-safe.
 */
public final class OperatorChannel implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OperatorChannel.class);
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(2);

    private final Topics topics;
    private final String component;
    private final String instance;
    private final Clock clock;
    private final KafkaProducer<byte[], byte[]> producer;

    /**
     * @param kafka how the cluster is reached
     * @param instance names this process among those of the component
     * @param patience how long a record may wait for the broker
     */
    public OperatorChannel(
            Topics topics,
            Map<String, Object> kafka,
            String component,
            String instance,
            Duration patience,
            Clock clock) {
        this.topics = topics;
        this.component = component;
        this.instance = instance;
        this.clock = clock;
        int patienceMs = Math.toIntExact(patience.toMillis());
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(10_000, patienceMs / 2));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, patienceMs);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A heartbeat of now, to be completed. */
    public ComponentStatus.Builder status(String state) {
        return ComponentStatus.newBuilder()
                .setComponent(component)
                .setInstance(instance)
                .setState(state)
                .setAt(clock.instant());
    }

    /** Something that a person should know, of now, to be sent or completed. */
    public OperatorEvent.Builder alert(String name, String target, String message, Map<String, String> details) {
        return OperatorEvent.newBuilder()
                .setKind(OperatorEventKind.ALERT)
                .setName(name)
                .setTarget(target)
                .setComponent(component + "/" + instance)
                .setMessage(message)
                .setDetails(details)
                .setAt(clock.instant());
    }

    public void send(OperatorEvent event) {
        send(topics.operatorEvents, event.getTarget(), event, () -> {});
    }

    public void send(ComponentStatus status) {
        send(status, () -> {});
    }

    /** @param done called when it is sent, or will never be */
    public void send(ComponentStatus status, Runnable done) {
        send(topics.status, component + "/" + instance, status, done);
    }

    private <V> void send(Topic<String, V> topic, String key, V value, Runnable done) {
        try {
            var unused = producer.send(
                    new ProducerRecord<>(
                            topic.name(),
                            topic.keySerde().serializer().serialize(topic.name(), key),
                            topic.valueSerde().serializer().serialize(topic.name(), value)),
                    (metadata, error) -> {
                        if (error != null) {
                            notSent(topic, error);
                        }
                        done.run();
                    });
        } catch (RuntimeException e) { // a registry that is away, for example
            notSent(topic, e);
            done.run();
        }
    }

    private static void notSent(Topic<?, ?> topic, Exception why) {
        log.warn("a record for {} could not be sent: {}", topic.name(), why.toString());
    }

    @Override
    public void close() {
        producer.close(LONGEST_GOODBYE);
    }
}
