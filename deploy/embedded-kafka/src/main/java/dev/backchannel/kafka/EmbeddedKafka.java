package dev.backchannel.kafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A real Kafka broker (KRaft, controller and broker in one) inside this process, durable in one folder. */
public final class EmbeddedKafka implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedKafka.class);
    private static final int NODE = 1;
    private static final int ATTEMPTS = 4;

    private final RaftServer server;
    private final String bootstrapServers;

    private EmbeddedKafka(RaftServer server, String bootstrapServers) {
        this.server = server;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * @param directory holds the log; formatted on first use
     * @param port of the broker's listener on the loopback interface; 0 picks a free one
     */
    public static EmbeddedKafka start(Path directory, int port) {
        return start(directory, port, Map.of());
    }

    /** @param overrides broker settings that go before the ones chosen here */
    public static EmbeddedKafka start(Path directory, int port, Map<String, String> overrides) {
        return start(directory, port, overrides, () -> FreePorts.some(2));
    }

    /** @param ports two that were free a moment ago: the broker's, if it has none, and the controller's */
    static EmbeddedKafka start(Path directory, int port, Map<String, String> overrides, Supplier<List<Integer>> ports) {
        try {
            boolean killed = KilledBroker.was(directory);
            for (int attempt = 1; true; attempt++) {
                List<Integer> free = ports.get();
                int brokerPort = port == 0 ? free.get(0) : port;
                try {
                    Map<String, String> config = config(directory, brokerPort, free.get(1), overrides);
                    BrokerFiles.format(config, Uuid.randomUuid().toString());
                    if (killed) {
                        KilledBroker.fence(config, 1);
                        killed = false;
                    }
                    return new EmbeddedKafka(RaftServer.start(config), "localhost:" + brokerPort);
                } catch (RuntimeException e) {
                    if (attempt == ATTEMPTS || !isTaken(e)) {
                        throw e;
                    }
                    LOG.info("somebody was quicker: {}; trying other ports", e.getMessage());
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(
                    "the embedded Kafka broker could not start on port " + port + " with its log in " + directory + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static Map<String, String> config(
            Path directory, int brokerPort, int controllerPort, Map<String, String> overrides) {
        Map<String, String> config = BrokerSettings.of(
                NODE, directory, brokerPort, controllerPort, NODE + "@localhost:" + controllerPort, 1);
        config.putAll(overrides);
        return config;
    }

    private static boolean isTaken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded Kafka broker could not close its listeners", e);
        }
    }
}
