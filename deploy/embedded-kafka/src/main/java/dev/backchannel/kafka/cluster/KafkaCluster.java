package dev.backchannel.kafka.cluster;

import dev.backchannel.kafka.BrokerSettings;
import dev.backchannel.kafka.FreePorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * Three brokers, each its own process and one of three controllers, on free ports of the loopback interface. What they keep
 * stands on all three, and two must have it before it is acknowledged.
 */
public final class KafkaCluster implements AutoCloseable {
    public static final int BROKERS = 3;

    private static final Duration START = Duration.ofSeconds(90);

    private final List<BrokerProcess> brokers;
    private final String bootstrapServers;
    private final ClusterView view;

    private KafkaCluster(List<BrokerProcess> brokers, String bootstrapServers) {
        this.brokers = brokers;
        this.bootstrapServers = bootstrapServers;
        this.view = new ClusterView(bootstrapServers);
    }

    /** Returns once all three are in. */
    public static KafkaCluster start(Path folder) {
        return start(folder, Map.of());
    }

    /** @param overrides settings of all three that go before those chosen here */
    public static KafkaCluster start(Path folder, Map<String, String> overrides) {
        List<Integer> ports = FreePorts.some(2 * BROKERS);
        List<Integer> controllers = ports.subList(BROKERS, ports.size());
        String voters = IntStream.range(0, BROKERS)
                .mapToObj(i -> (i + 1) + "@localhost:" + controllers.get(i))
                .collect(Collectors.joining(","));
        String clusterId = Uuid.randomUuid().toString();
        List<BrokerProcess> brokers = new ArrayList<>();
        for (int i = 0; i < BROKERS; i++) {
            Path own = folder.resolve("broker-" + (i + 1));
            Map<String, String> config = new HashMap<>(
                    BrokerSettings.of(i + 1, own.resolve("log"), ports.get(i), controllers.get(i), voters, BROKERS));
            config.putAll(overrides);
            brokers.add(BrokerProcess.of(i + 1, clusterId, own, config));
        }
        String servers = ports.subList(0, BROKERS).stream()
                .map(port -> "localhost:" + port)
                .collect(Collectors.joining(","));
        KafkaCluster cluster = new KafkaCluster(List.copyOf(brokers), servers);
        try {
            brokers.forEach(broker -> broker.start(0));
            cluster.awaitWhole();
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    public String bootstrapServers() {
        return bootstrapServers;
    }

    /** In the order of their ids, which begin with 1. */
    public List<BrokerProcess> brokers() {
        return brokers;
    }

    public BrokerProcess broker(int node) {
        return brokers.get(node - 1);
    }

    /** Who leads this partition. */
    public BrokerProcess leader(String topic, int partition) {
        return broker(view.leader(topic, partition));
    }

    /** The active controller. */
    public BrokerProcess controller() {
        return broker(view.controller());
    }

    /**
     * Starts one that was stopped or killed, once the others know that it is gone: Kafka 4.3.1 loses the markers of
     * transactions if a killed broker is quicker than that (docs/decisions/streams.md).
     */
    public void restart(BrokerProcess broker) {
        view.await("broker " + broker.node() + " to be declared dead", START, () -> !view.isIn(broker.node()));
        broker.start(0);
    }

    /** Kills all three at once and starts them again. Returns once they are in. */
    public void killAllAndStart() {
        brokers.forEach(BrokerProcess::kill);
        brokers.forEach(broker -> broker.start(BROKERS));
        awaitWhole();
    }

    /** Until all brokers are in, and every partition stands on as many as it should. */
    public void awaitWhole() {
        try {
            view.await("all brokers to be in", START, view::isWhole);
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    e.getMessage()
                            + brokers.stream().map(BrokerProcess::output).collect(Collectors.joining("\n", "\n", "")),
                    e);
        }
    }

    @Override
    public void close() {
        view.close();
        brokers.forEach(BrokerProcess::close);
    }
}
