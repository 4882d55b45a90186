package dev.backchannel.standalone.system;

import dev.backchannel.kafka.EmbeddedKafka;
import dev.backchannel.standalone.UserError;
import dev.backchannel.topics.Cause;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.SchemaTopic;
import dev.backchannel.topics.TopicAdmin;
import dev.backchannel.topics.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The embedded Kafka of a data folder, with its topics there and its address in {@code DIR/bootstrap}. */
public final class Broker implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Broker.class);

    private final EmbeddedKafka kafka;
    private final DataDirectory data;

    private Broker(EmbeddedKafka kafka, DataDirectory data) {
        this.kafka = kafka;
        this.data = data;
    }

    /** @param port of the broker on the loopback interface; 0 picks a free one */
    public static Broker start(DataDirectory data, int port, boolean fsync, Topics topics) {
        requireFree(port);
        Map<String, String> overrides = fsync ? Map.of("log.flush.interval.messages", "1") : Map.of();
        EmbeddedKafka kafka = startKafka(data, port, overrides);
        try {
            try (Admin admin = Admin.create(KafkaAccess.to(kafka.bootstrapServers()))) {
                List<String> created = new TopicAdmin(admin).createMissing(topics);
                log.debug("created topics {}", created);
            }
            try (SchemaTopic schemas = SchemaTopic.of(kafka.bootstrapServers(), topics.settings())) {
                schemas.publish();
            }
            Files.writeString(data.bootstrapFile(), kafka.bootstrapServers());
            return new Broker(kafka, data);
        } catch (IOException | RuntimeException e) {
            kafka.close();
            throw UserError.failure(Cause.message(e), e);
        }
    }

    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    @Override
    public void close() {
        try {
            Files.deleteIfExists(data.bootstrapFile());
        } catch (IOException e) {
            log.debug("{} stays: {}", data.bootstrapFile(), e.toString());
        }
        kafka.close();
    }

    private static EmbeddedKafka startKafka(DataDirectory data, int port, Map<String, String> overrides) {
        try {
            return EmbeddedKafka.start(data.kafka(), port, overrides);
        } catch (IllegalStateException e) {
            throw UserError.failure(
                    e.getMessage() + "; if the folder is damaged, move " + data.kafka() + " away or restore it", e);
        }
    }

    private static void requireFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            log.debug("Kafka port {} is free", socket.getLocalPort());
        } catch (IOException e) {
            throw UserError.failure(
                    "port " + port + " is in use, so the embedded Kafka cannot listen there; stop what uses it, or"
                            + " choose another with --kafka-port (0 picks a free one)",
                    e);
        }
    }
}
