package dev.backchannel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.server.testing.Broker;
import dev.backchannel.server.testing.Checkpoints;
import dev.backchannel.server.testing.Server;
import dev.backchannel.testing.RemoteStore;
import dev.backchannel.testing.TinyBase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a server does while its store is away, and when retention has been faster than it: it goes on with what it has. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StoreAndRetentionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Path folder;
    private Broker broker;
    private PolicyModel model;
    private Checkpoints checkpoints;
    private RemoteStore store;
    private int seed;
    private int servers;

    @BeforeAll
    void start(@TempDir Path root) throws IOException {
        folder = root;
        broker = Broker.start(folder.resolve("kafka"), 0);
        model = TinyBase.load(folder.resolve("model"), 1);
        checkpoints = new Checkpoints(model, folder.resolve("store"));
        store = new RemoteStore(folder.resolve("store"));
    }

    @AfterAll
    void stop() {
        model.close();
        broker.close();
    }

    @Test
    void theOldOneGoesOnWhileTheStoreIsAway() throws Exception {
        Checkpoint old = committed();
        try (Server server = server(freshData())) {
            awaitServing(server, old);
            store.away(true);
            Checkpoint next = committed();
            await().atMost(PATIENCE).until(() -> server.metric("backchannel_checkpoint_store_failures") >= 3);
            assertThat(server.metric("backchannel_checkpoint_store_away")).isOne();
            assertThat(server.role().ready()).isTrue();
            assertThat(answeringCheckpoint(server)).isEqualTo(old.getCheckpointId());

            store.away(false);
            awaitServing(server, next);
            assertThat(server.metric("backchannel_checkpoint_store_away")).isZero();
            assertThat(server.metric("backchannel_checkpoints_refused")).isZero();
            assertThat(alerts(next)).isEmpty();
        } finally {
            store.away(false);
        }
    }

    @Test
    void aServerThatHasNothingYetIsReadyOnceTheStoreIsBack() throws Exception {
        Checkpoint newest = committed();
        store.away(true);
        try (Server server = server(freshData())) {
            await().atMost(PATIENCE).until(() -> server.metric("backchannel_checkpoint_store_failures") >= 2);
            assertThat(server.role().ready()).isFalse();
            store.away(false);
            awaitServing(server, newest);
            await().atMost(PATIENCE).until(server.role()::ready);
        } finally {
            store.away(false);
        }
    }

    @Test
    void oneThatIsForgottenWhileItIsFetchedIsNoCauseForAlarmAndTheNextIsTaken() throws Exception {
        Checkpoint old = committed();
        try (Server server = server(freshData())) {
            awaitServing(server, old);
            Checkpoint next = checkpoints.good(++seed);
            Checkpoint forgotten = checkpoints.good(++seed);
            store.beforeNextRead(() -> {
                forget(forgotten);
                send(next);
            });
            send(forgotten);
            awaitServing(server, next);
            assertThat(server.metric("backchannel_checkpoints_refused")).isZero();
            assertThat(alerts(forgotten)).isEmpty();
        }
    }

    @Test
    void aServerComesBackToATopicWithTombstones() throws Exception {
        Path data = freshData();
        Checkpoint served = committed();
        Checkpoint former = checkpoints.good(++seed);
        try (Server server = server(data)) {
            awaitServing(server, served);
        }
        send(former);
        Checkpoint newest = committed();
        forget(served);
        forget(former);
        try (Server server = server(data)) {
            awaitServing(server, newest);
            await().atMost(PATIENCE).until(server.role()::ready);
            assertThat(server.metric("backchannel_checkpoints_refused")).isZero();
            assertThat(server.metric("backchannel_checkpoint_records_unreadable"))
                    .isZero();
            assertThat(alerts(served)).isEmpty();
            assertThat(alerts(former)).isEmpty();
        }
    }

    private Path freshData() {
        return folder.resolve("data-" + ++servers);
    }

    private Server server(Path data) throws Exception {
        return new Server(
                ServerConfig.defaults(data).withInstance("server-" + servers),
                broker.topics(),
                broker.bootstrapServers(),
                model,
                store);
    }

    private Checkpoint committed() {
        Checkpoint checkpoint = checkpoints.good(++seed);
        send(checkpoint);
        return checkpoint;
    }

    private void send(Checkpoint checkpoint) {
        try {
            broker.send(broker.topics().checkpoints, checkpoint.getCheckpointId(), checkpoint);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** As a leader does: the record first. */
    private void forget(Checkpoint checkpoint) {
        try {
            broker.send(broker.topics().checkpoints, checkpoint.getCheckpointId(), (byte[]) null);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        store.delete(checkpoint.getCheckpointId());
    }

    private static void awaitServing(Server server, Checkpoint checkpoint) {
        await().atMost(PATIENCE).until(() -> server.role().checkpoint().equals(checkpoint.getCheckpointId()));
    }

    private List<String> alerts(Checkpoint checkpoint) {
        return broker.read(broker.topics().operatorEvents).stream()
                .filter(event -> event.getTarget().equals(checkpoint.getCheckpointId()))
                .map(event -> event.getName() + ": " + event.getMessage())
                .toList();
    }

    private static String answeringCheckpoint(Server server) throws Exception {
        return server.post(
                        "/v1/chat/completions",
                        "{\"model\":\"policy\",\"max_tokens\":2,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}")
                .headers()
                .firstValue("x-backchannel-checkpoint")
                .orElseThrow();
    }
}
