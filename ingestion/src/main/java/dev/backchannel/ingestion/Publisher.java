package dev.backchannel.ingestion;

import dev.backchannel.avro.Interaction;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Traces;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/** Sends interactions, idempotently and with {@code acks=all}. */
final class Publisher implements AutoCloseable {
    /** Bounds how long a worker waits for metadata or room; event loops never call send. */
    private static final Duration MAX_BLOCK = Duration.ofSeconds(2);

    private final Topic<String, Interaction> topic;
    private final Producer<String, Interaction> producer;

    /** @param kafka connection settings, {@code bootstrap.servers} among them; what the guarantees rest on is set here */
    Publisher(Topic<String, Interaction> topic, Map<String, Object> kafka, IngestionConfig config) {
        this.topic = topic;
        producer = new KafkaProducer<>(
                settings(kafka, config),
                topic.keySerde().serializer(),
                topic.valueSerde().serializer());
    }

    /**
     * Blocks for a moment when the broker is away: for worker threads.
     *
     * @param traceparent goes with each record; null for none
     */
    Future<Delivery> publish(List<Batch.Valid> events, @Nullable String traceparent) {
        Delivery delivery = new Delivery(events);
        for (int i = 0; i < events.size(); i++) {
            if (delivery.unreachable() != null) {
                delivery.settle(i, delivery.unreachable()); // waiting again for each of thousands would take hours
            } else {
                send(i, events.get(i).interaction(), traceparent, delivery);
            }
        }
        return delivery.future();
    }

    /** Whether the topic is there and its leaders are known; blocks for a moment. */
    boolean reachable() {
        try {
            return !producer.partitionsFor(topic.name()).isEmpty();
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public void close() {
        producer.close(MAX_BLOCK);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told
    private void send(int i, Interaction event, @Nullable String traceparent, Delivery delivery) {
        try {
            String key = Keys.of(event.getTenant(), event.getConversationId());
            ProducerRecord<String, Interaction> record = new ProducerRecord<>(topic.name(), key, event);
            Traces.put(record.headers(), traceparent);
            producer.send(record, (metadata, e) -> delivery.settle(i, e));
        } catch (RuntimeException e) {
            delivery.settle(i, e);
        }
    }

    private static Map<String, Object> settings(Map<String, Object> kafka, IngestionConfig config) {
        int deliveryMs = (int) config.deliveryTimeout().toMillis();
        int lingerMs = (int) config.linger().toMillis();
        Map<String, Object> settings = new HashMap<>();
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "backchannel-ingestion");
        settings.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        settings.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500);
        settings.putAll(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Math.min(MAX_BLOCK.toMillis(), deliveryMs));
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, deliveryMs);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.min(deliveryMs / 2, deliveryMs - lingerMs));
        settings.put(ProducerConfig.LINGER_MS_CONFIG, lingerMs);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.MAX_RECORD_BYTES);
        // An event is at most a little larger as a record than as JSON; with twice the room, send never waits for
        // memory.
        settings.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 2 * config.maxInFlightBytes() + (32L << 20));
        return settings;
    }
}
