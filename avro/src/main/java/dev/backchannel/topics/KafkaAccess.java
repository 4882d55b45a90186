package dev.backchannel.topics;

import java.util.HashMap;
import java.util.Map;

/**
 * How this process signs in to Kafka: the same for all its clients, and said once, before the first of them. It belongs to
 * the process, as the JVM's own trust store does, since nothing that a client does depends on it.
 */
public final class KafkaAccess {
    private static volatile Map<String, String> settings = Map.of();

    private KafkaAccess() {}

    /** @param connection Kafka's own settings of security, {@code security.protocol} and the like; empty: plain text */
    public static void use(Map<String, String> connection) {
        settings = Map.copyOf(connection);
    }

    /** What any client of this cluster starts from. */
    public static Map<String, Object> to(String bootstrapServers) {
        return to(bootstrapServers, Map.of());
    }

    /** @param more what this client needs besides */
    public static Map<String, Object> to(String bootstrapServers, Map<String, ?> more) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put("bootstrap.servers", bootstrapServers);
        all.putAll(more);
        return all;
    }
}
