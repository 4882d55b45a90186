package dev.backchannel.e2e.roles;

import dev.backchannel.kafka.EmbeddedKafka;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** On the broker that comes along, anywhere. */
class RolesOnEmbeddedKafkaTest extends RolesApart {
    private static EmbeddedKafka kafka;

    @BeforeAll
    static void start(@TempDir Path log) {
        kafka = EmbeddedKafka.start(log, 0);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Override
    String bootstrapServers() {
        return kafka.bootstrapServers();
    }
}
