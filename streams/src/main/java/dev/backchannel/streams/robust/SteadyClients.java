package dev.backchannel.streams.robust;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Producers whose transactional ids are the same in every life of an instance. So what a killed one left open is aborted by
 * the first act of its successor; Kafka Streams itself, with its state in memory, takes a new id at each start, and what the
 * old one left blocks the group's offsets until it times out.
 */
public final class SteadyClients implements KafkaClientSupplier {
    private final String prefix;

    /**
     * @param applicationId of Kafka Streams
     * @param instance its name in every life, of nobody else at the same time
     */
    public SteadyClients(String applicationId, String instance) {
        this.prefix = applicationId + '-' + instance + '-';
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
        return new KafkaProducer<>(steady(settings), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** {@code application-process-thread} becomes {@code application-instance-thread}. */
    Map<String, Object> steady(Map<String, Object> settings) {
        Map<String, Object> steady = new HashMap<>(settings);
        steady.computeIfPresent(ProducerConfig.TRANSACTIONAL_ID_CONFIG, (key, given) -> {
            String id = given.toString();
            return prefix + id.substring(id.lastIndexOf('-') + 1);
        });
        return steady;
    }

    @Override
    public Admin getAdmin(Map<String, Object> settings) {
        return Admin.create(settings);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> settings) {
        return getConsumer(settings);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> settings) {
        return getConsumer(settings);
    }
}
