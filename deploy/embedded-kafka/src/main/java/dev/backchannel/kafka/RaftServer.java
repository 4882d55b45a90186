package dev.backchannel.kafka;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.controller.metrics.ControllerMetadataMetrics;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ProcessRole;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A controller, and a broker where it is to be one: Kafka's own {@link KafkaRaftServer}, but with {@link OpenListeners}. */
final class RaftServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RaftServer.class);

    private final OpenListeners listeners;
    private final ControllerServer controller;
    private final @Nullable BrokerServer broker;

    private RaftServer(KafkaConfig config, OpenListeners listeners) {
        this.listeners = listeners;
        var files = KafkaRaftServer.initializeLogDirs(config, LOG, "");
        SharedServer shared = new SharedServer(
                config,
                files._1(),
                Time.SYSTEM,
                Server.initializeMetrics(
                        config, Time.SYSTEM, files._1().clusterId().orElseThrow()),
                CompletableFuture.completedFuture(
                        QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
                new StandardFaultHandlerFactory(),
                listeners);
        this.broker = config.processRoles().contains(ProcessRole.BrokerRole) ? new BrokerServer(shared) : null;
        this.controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), files._2());
    }

    /**
     * Returns once it is up.
     *
     * @param settings of a node that is a controller, or broker and controller in one
     */
    static RaftServer start(Map<String, String> settings) throws IOException {
        KafkaConfig config = new KafkaConfig(settings, false);
        OpenListeners listeners = new OpenListeners(config);
        RaftServer server;
        try {
            server = new RaftServer(config, listeners);
        } catch (RuntimeException e) {
            listeners.close();
            throw e;
        }
        try {
            server.startup();
            return server;
        } catch (RuntimeException e) {
            server.close(); // a broker that cannot start leaves its controller running
            throw e;
        }
    }

    /** How many brokers the controller holds for dead; 0 while it does not know. */
    int fencedBrokers() {
        ControllerMetadataMetrics metrics = controller.sharedServer().controllerServerMetrics();
        return metrics == null ? 0 : metrics.fencedBrokerCount();
    }

    /** The broker finds its quorum through the controller. */
    private void startup() {
        controller.startup();
        if (broker != null) {
            broker.startup();
        }
    }

    /** The broker hands its partitions over to the controller first. */
    @Override
    public void close() throws IOException {
        if (broker != null) {
            broker.shutdown();
        }
        controller.shutdown();
        if (broker != null) {
            broker.awaitShutdown();
        }
        controller.awaitShutdown();
        listeners.close();
    }
}
