package dev.backchannel.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.ingestion.Door.Reply;
import dev.backchannel.kafka.EmbeddedKafka;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The door while Kafka is away: the client is told so in time, and nothing is acknowledged that the broker does not have. */
class BrokerAwayTest {
    private static final IngestionConfig CONFIG = IngestionConfig.defaults().withDeliveryTimeout(Duration.ofSeconds(3));

    private final Topics topics = new Topics(TopicSettings.singleBroker());

    @Test
    void answers503WhileTheBrokerIsAwayAnd202WhenItIsBack(@TempDir Path directory) throws Exception {
        EmbeddedKafka first = EmbeddedKafka.start(directory, 0);
        int port = Integer.parseInt(first.bootstrapServers().split(":")[1]);
        Events.createTopics(first.bootstrapServers(), topics);
        Set<String> acknowledged = new HashSet<>();
        try (Door door = new Door(CONFIG, topics, first.bootstrapServers())) {
            await().until(door.role::ready);
            acknowledged.addAll(door.json(Events.thumb("before")).accepted());
            first.close();

            Reply away = door.json("[" + Events.thumb("during") + ",{}]");
            assertThat(away.status()).isEqualTo(503);
            assertThat(away.retryAfter()).isEqualTo("2");
            assertThat(away.accepted()).isEmpty();
            assertThat(away.rejected()).containsExactly("1 null type: is missing; send a string");
            assertThat(away.body().at("/unacknowledged/0/event_id").textValue()).isEqualTo("during");
            assertThat(away.error()).contains("1 of 2 events were not acknowledged");

            try (EmbeddedKafka second = EmbeddedKafka.start(directory, port)) {
                await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                    Reply back = door.json(Events.thumb("during"));
                    acknowledged.addAll(back.accepted());
                    assertThat(back.status()).isEqualTo(202);
                });
                Set<String> there = new HashSet<>();
                Events.on(second.bootstrapServers(), topics)
                        .forEach(r -> there.add(r.value().getEventId()));
                assertThat(acknowledged).containsExactlyInAnyOrder("before", "during");
                assertThat(there).containsAll(acknowledged);
            }
        }
    }

    @Test
    void isNotReadyAndAnswers503WhenTheBrokerWasNeverThere() throws Exception {
        try (Door door = new Door(CONFIG, topics, "localhost:" + deadPort())) {
            Reply reply = door.ndjson((Events.thumb("a") + "\n").repeat(5000));

            assertThat(reply.status()).isEqualTo(503);
            assertThat(reply.accepted()).isEmpty();
            assertThat(reply.body().get("unacknowledged")).hasSize(5000);
            assertThat(door.role.ready()).isFalse();
        }
    }

    @Test
    void answers429WhenTooMuchIsInFlight() throws Exception {
        byte[] body = Events.followUp("a", "x".repeat(700)).getBytes(StandardCharsets.UTF_8);
        try (Door door = new Door(CONFIG.withMaxInFlightBytes(1000), topics, "localhost:" + deadPort())) {
            CompletableFuture<Reply> waiting = door.post("application/json", body);
            await().until(() -> door.registry
                            .get("backchannel.ingestion.in.flight.bytes")
                            .gauge()
                            .value()
                    > 0);

            Reply refused = door.post("application/json", body).join();
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.retryAfter()).isEqualTo("2");
            assertThat(refused.error()).contains("too much is in flight");
            assertThat(waiting.join().status()).isEqualTo(503);
            assertThat(door.registry
                            .get("backchannel.ingestion.in.flight.bytes")
                            .gauge()
                            .value())
                    .isZero();
        }
    }

    /** A port on which nobody listens. */
    private static int deadPort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
