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

    /**
     * What a consumer starts from that reads only what was committed, from the beginning where it has no offset, commits
     * nothing by itself, and creates no topics.
     *
     * @param more what it needs besides
     */
    public static Map<String, Object> reader(String bootstrapServers, Map<String, ?> more) {
        return reader(to(bootstrapServers), more);
    }

    /** @param client as {@link #to} gives it */
    public static Map<String, Object> reader(Map<String, ?> client, Map<String, ?> more) {
        Map<String, Object> all = new HashMap<>(client);
        all.put("isolation.level", "read_committed");
        all.put("auto.offset.reset", "earliest");
        all.put("enable.auto.commit", false);
        all.put("allow.auto.create.topics", false);
        all.putAll(more);
        return all;
    }
}
