package dev.backchannel.kafka;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** What every broker of ours is set to. */
public final class BrokerSettings {
    private BrokerSettings() {}

    /**
     * Between a broker and its controllers. Where there are others to take over, a death should be noticed soon. One alone
     * has its only controller in its own process, so that neither can outlive the other: there all that a short lease does
     * is to take the leader from every partition when the process gets no processor for some seconds. It ends before
     * {@code initial.broker.registration.timeout.ms}, after which a broker gives up that finds an older lease of its own.
     */
    private static Map<String, String> lease(boolean alone) {
        return Map.of(
                "broker.session.timeout.ms", alone ? "30000" : "3000",
                // Also how long an answer may take, and twice as long as a heartbeat may wait for its turn.
                "broker.heartbeat.interval.ms", alone ? "2000" : "500");
    }

    /**
     * Of a broker that is its own controller, or one of several, on the loopback interface.
     *
     * @param voters all controllers, as {@code controller.quorum.voters} has them
     * @param copies of what the broker itself keeps, one for each broker that there is; with three, two must have it
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
        config.putAll(lease(copies == 1));
        config.put("message.max.bytes", Integer.toString(8 << 20));
        config.put("log.segment.bytes", Integer.toString(64 << 20));
        return config;
    }
}
