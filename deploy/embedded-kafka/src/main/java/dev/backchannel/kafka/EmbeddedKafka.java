package dev.backchannel.kafka;

import java.nio.file.Path;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;

/**
 * A real Kafka broker (KRaft, controller and broker in one) inside this process, durable in one folder.
 *
 * <p>Timeouts are short, so that after a SIGKILL of everything the broker that comes back is not taken for a stranger by
 * its own controller for long.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final int NODE = 1;

    private final KafkaRaftServer server;
    private final String bootstrapServers;

    private EmbeddedKafka(KafkaRaftServer server, String bootstrapServers) {
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
        try {
            boolean killed = KilledBroker.was(directory);
            int brokerPort = port == 0 ? FreePorts.one() : port;
            int controllerPort = FreePorts.one();
            Map<String, String> config = BrokerSettings.of(
                    NODE, directory, brokerPort, controllerPort, NODE + "@localhost:" + controllerPort, 1);
            config.putAll(overrides);
            BrokerFiles.format(config, Uuid.randomUuid().toString());
            if (killed) {
                KilledBroker.fence(config, 1);
            }
            KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
            server.startup();
            return new EmbeddedKafka(server, "localhost:" + brokerPort);
        } catch (Exception e) {
            throw new IllegalStateException(
                    "the embedded Kafka broker could not start on port " + port + " with its log in " + directory + ": "
                            + e.getMessage(),
                    e);
        }
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }
}
