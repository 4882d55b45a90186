package dev.backchannel.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a killed broker leaves: metadata that says it still leads its partitions. If it comes back on that, it takes its
 * transactions up at once, is declared dead a moment later by its own registration, and Kafka 4.3.1 then ends transactions
 * without their markers, for it finds no leader to send them to; what they wrote stays open for ever. So first the
 * controller alone declares the broker dead, and when it comes back all its partitions get their leader in one piece.
 */
public final class KilledBroker {
    private static final Logger LOG = LoggerFactory.getLogger(KilledBroker.class);
    private static final int MOST_SECONDS = 20;
    private static final int LOOK_MS = 50;
    private static final Map<String, String> SHORT_LEASE =
            Map.of("broker.session.timeout.ms", "500", "broker.heartbeat.interval.ms", "250");

    private KilledBroker() {}

    static boolean was(Path directory) {
        return BrokerFiles.isFormatted(directory) && !Files.exists(directory.resolve(".kafka_cleanshutdown"));
    }

    /**
     * Takes as long as the broker's lease, which is cut short where the only controller is here; gives up, and lets the
     * broker start as it is, if that takes too long.
     *
     * @param config of the broker, whose listener CONTROLLER is one of several
     * @param brokers how many must be declared dead: as many as were killed at once
     */
    public static void fence(Map<String, String> config, int brokers) throws IOException, InterruptedException {
        Map<String, String> alone = new HashMap<>(config);
        alone.put("process.roles", "controller");
        alone.put(
                "listeners",
                controllerOf(Objects.requireNonNull(
                        config.get("listeners"), "the broker's configuration has no listeners")));
        alone.remove("advertised.listeners");
        if (isOnlyController(config)) {
            alone.putAll(SHORT_LEASE);
        }
        try (RaftServer controller = RaftServer.start(alone)) {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
            while (controller.fencedBrokers() < brokers) {
                if (System.nanoTime() > deadline) {
                    LOG.warn("no killed broker was declared dead within {} s; going on without", MOST_SECONDS);
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            }
        }
    }

    private static boolean isOnlyController(Map<String, String> config) {
        return !Objects.requireNonNull(config.get("controller.quorum.voters"), "no voters are configured")
                .contains(",");
    }

    private static String controllerOf(String listeners) {
        return Arrays.stream(listeners.split(","))
                .filter(listener -> listener.startsWith("CONTROLLER://"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no CONTROLLER among the listeners " + listeners));
    }
}
