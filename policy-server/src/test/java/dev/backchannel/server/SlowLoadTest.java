package dev.backchannel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.server.testing.Broker;
import dev.backchannel.server.testing.Checkpoints;
import dev.backchannel.server.testing.Server;
import dev.backchannel.server.testing.Shared;
import dev.backchannel.testing.RemoteStore;
import dev.backchannel.testing.TinyBase;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A store, or a pool, that takes its time with one checkpoint holds up nobody who wants another. */
@ExtendWith(Shared.class)
class SlowLoadTest {
    @TempDir
    Path folder;

    @Test
    void aRollbackToOneThatIsNotLoadedDoesNotWaitForOneThatNobodyWantsAnyMore(Shared.Parts parts) throws Exception {
        Broker broker = parts.broker().another();
        Path root = folder.resolve("store");
        Checkpoints checkpoints = new Checkpoints(parts.model(), root);
        RemoteStore store = new RemoteStore(root);
        Checkpoint first = send(broker, made(parts.model(), checkpoints, 71, null));
        Checkpoint second = send(broker, made(parts.model(), checkpoints, 72, first));
        Checkpoint third = send(broker, made(parts.model(), checkpoints, 73, second));
        CompletableFuture<Void> arrives = new CompletableFuture<>();
        try (Server server = new Server(
                ServerConfig.defaults(folder.resolve("data")),
                broker.topics(),
                broker.bootstrapServers(),
                parts.model(),
                store)) {
            await().until(() -> server.role().checkpoint().equals(third.getCheckpointId()));
            await("what a rollback would go to by itself").until(() -> isLoaded(server, second));
            assertThat(isLoaded(server, first)).isFalse();
            CompletableFuture<Void> asked = new CompletableFuture<>();
            store.beforeNextRead(() -> {
                asked.complete(null);
                arrives.join();
            });
            Checkpoint slow = send(broker, made(parts.model(), checkpoints, 74, third));
            await().until(asked::isDone);

            broker.send(broker.topics().operatorCommands, "default", rollback(first));
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> server.role().checkpoint().equals(first.getCheckpointId()));

            arrives.complete(null);
            Checkpoint next = send(broker, made(parts.model(), checkpoints, 75, first));
            await().until(() -> server.role().checkpoint().equals(next.getCheckpointId()));
            await().until(() -> isLoaded(server, slow));
            assertThat(server.role().checkpoint()).isEqualTo(next.getCheckpointId());
        } finally {
            arrives.complete(null);
        }
    }

    private static Checkpoint made(PolicyModel model, Checkpoints checkpoints, long seed, Checkpoint parent) {
        return checkpoints.of(
                TinyBase.adapter(model, seed), model.baseDigest(), parent == null ? null : parent.getCheckpointId());
    }

    private static boolean isLoaded(Server server, Checkpoint checkpoint) throws Exception {
        return server.get("/v1/models").body().contains("policy@" + checkpoint.getCheckpointId());
    }

    private static Checkpoint send(Broker broker, Checkpoint checkpoint) throws Exception {
        broker.send(broker.topics().checkpoints, checkpoint.getCheckpointId(), checkpoint);
        return checkpoint;
    }

    private static OperatorCommand rollback(Checkpoint target) {
        return OperatorCommand.newBuilder()
                .setCommandId("back")
                .setIssuedBy("ann")
                .setReason("why not")
                .setTarget("default")
                .setAction(OperatorAction.ROLLBACK)
                .setArguments(Map.of("checkpoint", target.getCheckpointId()))
                .setIssuedAt(Instant.now().truncatedTo(ChronoUnit.MILLIS))
                .build();
    }
}
