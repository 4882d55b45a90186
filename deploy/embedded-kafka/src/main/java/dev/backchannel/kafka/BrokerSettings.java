package dev.backchannel.kafka;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What every broker of ours is set to; timeouts are short, so that a death is noticed soon. */
public final class BrokerSettings {
    private BrokerSettings() {}

    /**
     * Of a broker that is its own controller, or one of several, on the loopback interface.
     *
     * @param voters all controllers, as {@code controller.quorum.voters} has them
     * @param copies of what the broker itself keeps; with three, two must have it
     */
    public static Map<String, String> of(
            int node, Path directory, int brokerPort, int controllerPort, String voters, int copies) {
        String replication = Integer.toString(copies);
        String inSync = Integer.toString(Math.max(1, copies - 1));
        Map<String, String> config = new HashMap<>();
        config.put("process.roles", "broker,controller");
        config.put("node.id", Integer.toString(node));
        config.put("controller.quorum.voters", voters);
        config.put("listeners", "PLAINTEXT://localhost:" + brokerPort + ",CONTROLLER://localhost:" + controllerPort);
        config.put("advertised.listeners", "PLAINTEXT://localhost:" + brokerPort);
        config.put("controller.listener.names", "CONTROLLER");
        config.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        config.put("log.dirs", directory.toAbsolutePath().toString());
        config.put("auto.create.topics.enable", "false");
        config.put("default.replication.factor", replication);
        config.put("min.insync.replicas", inSync);
        config.put("offsets.topic.replication.factor", replication);
        config.put("offsets.topic.num.partitions", "8");
        config.put("transaction.state.log.replication.factor", replication);
        config.put("transaction.state.log.min.isr", inSync);
        config.put("transaction.state.log.num.partitions", "8");
        // Not sooner: a broker that starts after a kill knows no leader of its own partitions until it is let in again,
        // and
        // Kafka 4.3.1 then ends a transaction without a marker, so that what it wrote stays open for ever.
        config.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", "10000");
        config.put("share.coordinator.state.topic.replication.factor", replication);
        config.put("share.coordinator.state.topic.min.isr", inSync);
        config.put("group.initial.rebalance.delay.ms", "0");
        config.put("group.min.session.timeout.ms", "1000");
        config.put("broker.session.timeout.ms", "3000");
        config.put("broker.heartbeat.interval.ms", "500");
        config.put("message.max.bytes", Integer.toString(8 << 20));
        config.put("log.segment.bytes", Integer.toString(64 << 20));
        return config;
    }
}
