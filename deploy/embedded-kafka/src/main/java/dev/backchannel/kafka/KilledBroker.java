package dev.backchannel.kafka;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import javax.management.JMException;
import javax.management.ObjectName;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * What a killed broker leaves: metadata that says it still leads its partitions. If it comes back on that, it takes its
 * transactions up at once, is declared dead a moment later by its own registration, and Kafka 4.3.1 then ends transactions
 * without their markers, for it finds no leader to send them to; what they wrote stays open for ever. So first the
 * controller alone declares the broker dead, and when it comes back all its partitions get their leader in one piece.
 */
public final class KilledBroker {
    private static final String FENCED = "kafka.controller:type=KafkaController,name=FencedBrokerCount";
    private static final int MOST_SECONDS = 20;
    private static final int LOOK_MS = 50;

    private KilledBroker() {}

    static boolean was(Path directory) {
        return BrokerFiles.isFormatted(directory) && !Files.exists(directory.resolve(".kafka_cleanshutdown"));
    }

    /**
     * Takes the brokers' session timeout; gives up, and lets the broker start as it is, if that is not enough.
     *
     * @param config of the broker, whose listener CONTROLLER is one of several
     * @param brokers how many must be declared dead: as many as were killed at once
     */
    public static void fence(Map<String, String> config, int brokers) throws InterruptedException {
        Map<String, String> alone = new HashMap<>(config);
        alone.put("process.roles", "controller");
        alone.put(
                "listeners",
                controllerOf(Objects.requireNonNull(
                        config.get("listeners"), "the broker's configuration has no listeners")));
        alone.remove("advertised.listeners");
        KafkaRaftServer controller = new KafkaRaftServer(new KafkaConfig(alone, false), Time.SYSTEM);
        controller.startup();
        try {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
            while (fenced() < brokers && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            }
        } finally {
            controller.shutdown();
            controller.awaitShutdown();
        }
    }

    private static String controllerOf(String listeners) {
        return Arrays.stream(listeners.split(","))
                .filter(listener -> listener.startsWith("CONTROLLER://"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no CONTROLLER among the listeners " + listeners));
    }

    /** As the controller's own gauge says; 0 while there is none yet. */
    private static int fenced() {
        try {
            Object count = ManagementFactory.getPlatformMBeanServer().getAttribute(new ObjectName(FENCED), "Value");
            return ((Number) count).intValue();
        } catch (JMException e) {
            return 0;
        }
    }
}
