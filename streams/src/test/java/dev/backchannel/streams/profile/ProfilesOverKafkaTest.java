package dev.backchannel.streams.profile;

import static dev.backchannel.streams.TopologyHarness.turnOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Edit;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Other;
import dev.backchannel.avro.PreferenceProfile;
import dev.backchannel.avro.ProfileEntry;
import dev.backchannel.streams.RunningSystem;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.StreamsRole;
import dev.backchannel.streams.ledger.Ledger;
import dev.backchannel.streams.ledger.LedgerReport;
import dev.backchannel.streams.worker.MiningConfig;
import dev.backchannel.streams.worker.MiningWorker;
import dev.backchannel.streams.worker.ScoringServer;
import dev.backchannel.streams.worker.ServerAccess;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The topology and the mining worker between a real broker and a real HTTP server. */
class ProfilesOverKafkaTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Test
    void anEditChangesTheProfileWhichSurvivesARestartAndTheLedgerBalances(@TempDir Path directory) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (RunningSystem system = new RunningSystem(directory.resolve("kafka"));
                ScoringServer server = new ScoringServer(vertx, 0.9, List.of("a"));
                MiningWorker worker = worker(vertx, server, system)) {
            try (StreamsRole role = role(system, directory.resolve("first"))) {
                send(system, "c1", "t1", "t1", turnOf("Hello! A latte is three euros.", "user: price of a latte?"));
                send(system, "c1", "e1", "t1", new Edit("A latte is three euros."));
                PreferenceProfile learned = profile(system, p -> !p.getEntries().isEmpty());
                assertThat(learned.getEntries()).singleElement().satisfies(entry -> {
                    assertThat(entry.getValue()).isEqualTo("no-greeting");
                    assertThat(entry.getEmbedding()).isNotEmpty();
                    assertThat(entry.getEvidence()).containsExactly("e1");
                });
                send(system, "profile:u1", "p1", null, new Other("profile", "{\"replace\":7}"));
                assertThat(worker.ready() && role.ready()).isTrue();
            }
            try (StreamsRole role = role(system, directory.resolve("second"))) { // knows only what the changelogs hold
                send(system, "c2", "t2", "t2", turnOf("Yes.", "user: Are you open? From now on, no emoji."));
                PreferenceProfile more = profile(system, p -> p.getEntries().size() == 2);
                assertThat(more.getVersion()).isEqualTo(2);
                assertThat(more.getEntries())
                        .extracting(ProfileEntry::getValue)
                        .containsExactly("no-emoji", "no-greeting");
                send(system, "profile:u1", "p2", null, new Other("profile", "{\"forget\":true}"));
                PreferenceProfile forgotten = profile(system, p -> "p2".equals(p.getLastUpdate()));
                assertThat(forgotten.getEntries()).isEmpty();
                assertThat(role.ready()).isTrue();

                Ledger ledger = new Ledger(system.bootstrapServers(), system.topics, Ledger.DEDUPLICATION);
                await().atMost(PATIENCE).until(() -> ledger.read().deadLettered() == 1);
                LedgerReport report = ledger.read();
                assertThat(report.imbalances()).isEmpty();
                assertThat(report.byKind().get("profileChange"))
                        .containsEntry("neutral", 1L)
                        .containsEntry("deadLettered", 1L);
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private static PreferenceProfile profile(RunningSystem system, Predicate<PreferenceProfile> wanted) {
        return await().atMost(PATIENCE)
                .until(
                        () -> system.read(system.topics.profiles).stream()
                                .filter(wanted)
                                .reduce((first, second) -> second)
                                .orElse(null),
                        found -> found != null);
    }

    private static StreamsRole role(RunningSystem system, Path state) {
        StreamsRole role = StreamsRole.start(
                StreamsConfig.fast(), system.topics, system.bootstrapServers(), state, new SimpleMeterRegistry());
        await().atMost(PATIENCE).until(role::ready);
        return role;
    }

    private static MiningWorker worker(Vertx vertx, ScoringServer server, RunningSystem system) {
        return MiningWorker.start(
                vertx,
                MiningConfig.defaults(server.url()),
                ServerAccess.open(),
                system.topics,
                system.bootstrapServers(),
                new SimpleMeterRegistry());
    }

    private static void send(RunningSystem system, String conversation, String id, String turnId, Object payload)
            throws Exception {
        system.send(Interaction.newBuilder()
                        .setEventId(id)
                        .setTenant("default")
                        .setConversationId(conversation)
                        .setTurnId(turnId)
                        .setUserId("u1")
                        .setOccurredAt(Instant.now())
                        .setSource("test")
                        .setTrain(true)
                        .setPayload(payload)
                        .build())
                .get();
    }
}
