package dev.backchannel.topics;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;

/**
 * A topic, declared once: its full name, how its records are written and how long they stay.
 *
 * @param <K> key
 * @param <V> value
 * @param partitions number of partitions; topics that are joined share it
 * @param cleanup DELETE after {@code retention}, or COMPACT to the last record of a key
 * @param brokerTime true: the broker stamps records at append time (accepted_at)
 */
public record Topic<K, V>(
        String name,
        Serde<K> keySerde,
        Serde<V> valueSerde,
        int partitions,
        Cleanup cleanup,
        Duration retention,
        boolean brokerTime) {

    /** What the broker does with old records. */
    public enum Cleanup {
        DELETE,
        COMPACT
    }

    /** The largest record any topic takes; the door's own limits lie below it. */
    public static final int MAX_RECORD_BYTES = 8 << 20;

    /** The same topic, whose values are changed before they are written. */
    Topic<K, V> writing(UnaryOperator<V> change) {
        Serializer<V> serializer = valueSerde.serializer();
        Serde<V> changing = Serdes.serdeFrom(
                (topic, value) -> serializer.serialize(topic, value == null ? null : change.apply(value)),
                valueSerde.deserializer());
        return new Topic<>(name, keySerde, changing, partitions, cleanup, retention, brokerTime);
    }

    NewTopic toNewTopic(short replication) {
        Map<String, String> config = new HashMap<>();
        if (cleanup == Cleanup.COMPACT) {
            config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        } else {
            config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
            config.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retention.toMillis()));
        }
        config.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, brokerTime ? "LogAppendTime" : "CreateTime");
        if (replication > 1) {
            config.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(replication - 1));
        }
        config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(MAX_RECORD_BYTES));
        return new NewTopic(name, partitions, replication).configs(config);
    }
}
