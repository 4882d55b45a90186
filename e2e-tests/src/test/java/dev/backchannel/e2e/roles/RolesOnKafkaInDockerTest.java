package dev.backchannel.e2e.roles;

import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.kafka.KafkaContainer;

/** On Kafka as its makers ship it, where a Docker engine answers; skipped elsewhere. */
@Testcontainers(disabledWithoutDocker = true)
class RolesOnKafkaInDockerTest extends RolesApart {
    @Container
    private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka:4.1.1");

    @Override
    String bootstrapServers() {
        return KAFKA.getBootstrapServers();
    }
}
