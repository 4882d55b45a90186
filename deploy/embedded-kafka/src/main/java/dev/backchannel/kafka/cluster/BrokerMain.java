package dev.backchannel.kafka.cluster;

import dev.backchannel.kafka.BrokerFiles;
import dev.backchannel.kafka.KilledBroker;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/** One broker, controller included, until it is stopped. */
public final class BrokerMain {
    private BrokerMain() {}

    /**
     * Arguments: the file with the broker's settings, the id of the cluster, and how many brokers the controllers must have
     * declared dead before this one comes back as a broker; 0 for none.
     */
    public static void main(String[] args) throws Exception {
        Map<String, String> config = read(Path.of(args[0]));
        BrokerFiles.format(config, args[1]);
        int fenced = Integer.parseInt(args[2]);
        if (fenced > 0) {
            KilledBroker.fence(config, fenced);
        }
        KafkaRaftServer server = new KafkaRaftServer(new KafkaConfig(config, false), Time.SYSTEM);
        Runtime.getRuntime().addShutdownHook(new Thread(server::shutdown, "shutdown"));
        server.startup();
        System.out.println("broker " + config.get("node.id") + " is up");
        server.awaitShutdown();
    }

    private static Map<String, String> read(Path file) throws Exception {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        Map<String, String> config = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> config.put(key, properties.getProperty(key)));
        return config;
    }
}
