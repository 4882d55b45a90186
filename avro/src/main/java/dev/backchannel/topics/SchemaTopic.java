package dev.backchannel.topics;

import dev.backchannel.avro.RegisteredSchema;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.SchemaParser;
import org.apache.avro.message.SchemaStore;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@code schemas} topic: writers publish their schemas before the first use, readers look up a fingerprint that this
 * build does not know. The topic is read on from where the last look-up ended, and only then. Thread-safe.
 */
public final class SchemaTopic implements SchemaStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SchemaTopic.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration ACKNOWLEDGED = Duration.ofSeconds(30);

    private final String bootstrapServers;
    private final Topic<String, RegisteredSchema> topic;
    private final SchemaStore known;
    private final SchemaStore.Cache published = new SchemaStore.Cache();
    private @Nullable KafkaConsumer<String, RegisteredSchema> consumer;

    private SchemaTopic(String bootstrapServers, Topic<String, RegisteredSchema> topic, SchemaStore known) {
        this.bootstrapServers = bootstrapServers;
        this.topic = topic;
        this.known = known;
    }

    /** The schemas of this build first, then the topic's. Connects on the first unknown fingerprint only. */
    public static SchemaTopic of(String bootstrapServers, TopicSettings settings) {
        return new SchemaTopic(bootstrapServers, new Topics(settings).schemasTopic, new ReleasedSchemas());
    }

    /**
     * Writes every current schema; writing one again changes nothing.
     *
     * @throws IllegalStateException when the broker does not take them; nothing should be written before it does
     */
    public void publish() {
        publish(ACKNOWLEDGED);
    }

    /** @param longest for the broker to take them once it has been found: one that has just started may be busy */
    void publish(Duration longest) {
        Map<String, Object> settings = new HashMap<>();
        settings.putAll(KafkaAccess.to(bootstrapServers));
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        KafkaProducer<String, RegisteredSchema> producer = new KafkaProducer<>(
                settings, topic.keySerde().serializer(), topic.valueSerde().serializer());
        try {
            List<ProducerRecord<String, RegisteredSchema>> records =
                    ContractSchemas.all().stream().map(this::record).toList();
            List<Future<RecordMetadata>> acknowledgements =
                    records.stream().map(producer::send).toList();
            long deadline = System.nanoTime() + longest.toNanos();
            for (Future<RecordMetadata> acknowledgement : acknowledgements) {
                acknowledgement.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while publishing the schemas to " + topic.name(), e);
        } catch (TimeoutException e) {
            throw refused("the broker at " + bootstrapServers + " did not acknowledge them within " + longest, e);
        } catch (ExecutionException e) {
            throw refused(Cause.message(e), e);
        } finally {
            producer.close(Duration.ZERO); // what has not been acknowledged by now is not waited for again
        }
    }

    private IllegalStateException refused(String why, Exception cause) {
        return new IllegalStateException(
                "could not publish the schemas to " + topic.name() + ": " + why + "; "
                        + TopicState.of(bootstrapServers, topic.name()),
                cause);
    }

    /** @return null when neither this build nor the topic has it */
    @Override
    public synchronized @Nullable Schema findByFingerprint(long fingerprint) {
        Schema schema = lookUp(fingerprint);
        if (schema == null) {
            try {
                readOn();
            } catch (KafkaException e) {
                LOG.warn("could not read {} to look up the fingerprint {}", topic.name(), hex(fingerprint), e);
            }
            schema = lookUp(fingerprint);
        }
        return schema;
    }

    @Override
    public synchronized void close() {
        if (consumer != null) {
            consumer.close();
            consumer = null;
        }
    }

    private Schema lookUp(long fingerprint) {
        Schema schema = known.findByFingerprint(fingerprint);
        return schema == null ? published.findByFingerprint(fingerprint) : schema;
    }

    private ProducerRecord<String, RegisteredSchema> record(Schema schema) {
        String fingerprint = hex(SchemaNormalization.parsingFingerprint64(schema));
        return new ProducerRecord<>(topic.name(), fingerprint, new RegisteredSchema(fingerprint, schema.toString()));
    }

    private void readOn() {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        KafkaConsumer<String, RegisteredSchema> reading = consumer;
        if (reading == null) {
            reading = reader();
            consumer = reading;
            reading.assign(List.of(partition));
            reading.seekToBeginning(List.of(partition));
        }
        long end = Offsets.end(reading, partition);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (reading.position(partition) < end && System.nanoTime() < deadline) {
            reading.poll(Duration.ofMillis(100)).forEach(this::remember);
        }
    }

    private KafkaConsumer<String, RegisteredSchema> reader() {
        return new KafkaConsumer<>(
                KafkaAccess.to(
                        bootstrapServers,
                        Map.of(
                                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                                (int) PATIENCE.toMillis(),
                                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                                (int) PATIENCE.toMillis() / 2,
                                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                                20)), // closing waits for a fetch that stays with the broker
                topic.keySerde().deserializer(),
                topic.valueSerde().deserializer());
    }

    private void remember(ConsumerRecord<String, RegisteredSchema> entry) {
        if (entry.value() == null) {
            return;
        }
        try {
            published.addSchema(
                    new SchemaParser().parse(entry.value().getJson()).mainSchema());
        } catch (RuntimeException e) {
            LOG.warn(
                    "{} offset {} ({}) is not an Avro schema: {}",
                    topic.name(),
                    entry.offset(),
                    entry.key(),
                    e.getMessage());
        }
    }

    private static String hex(long fingerprint) {
        return String.format("%016x", fingerprint);
    }
}
