package dev.backchannel.streams.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Control;
import dev.backchannel.avro.MiningKind;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.streams.RunningSystem;
import dev.backchannel.testing.CapturedLog;
import dev.backchannel.topics.Targets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The worker between a real broker and a real HTTP server. */
class MiningWorkerTest {
    @Test
    void everyTaskGetsAResultAndNoneIsDoneTwiceAfterACleanStop(@TempDir Path directory) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (RunningSystem system = new RunningSystem(directory);
                CapturedLog log = CapturedLog.everything();
                ScoringServer server = new ScoringServer(vertx, 0.9, List.of("a", "b"))) {
            try (MiningWorker worker = start(vertx, server, system)) {
                await().atMost(Duration.ofSeconds(30)).until(worker::ready);
                system.raw(
                                system.topics.miningTasks,
                                "default/c1".getBytes(StandardCharsets.UTF_8),
                                "garbage".getBytes(StandardCharsets.UTF_8))
                        .get();
                send(system, 0, 30);
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> results(system).size() == 30);
            }
            send(system, 30, 40);
            try (MiningWorker worker = start(vertx, server, system)) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> results(system).size() == 40);
                assertThat(worker.ready()).isTrue();
            }
            assertThat(results(system))
                    .extracting(MiningResult::getTaskId)
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 40).mapToObj(i -> "task-" + i).toList());
            assertThat(results(system)).allMatch(r -> r.getError() == null);
            assertThat(log.text()).contains("is no mining task").doesNotContain("garbage", "price of a latte");
            whoIsErasedIsKnown(system);
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    /** On the same broker, since it takes seconds to start. */
    private static void whoIsErasedIsKnown(RunningSystem system) {
        String target = Targets.user("default", "zoe");
        system.send(
                system.topics.controls,
                target,
                Control.newBuilder().setTarget(target).setErased(true).build());
        MiningTask task = TaskRunnerTest.task(MiningKind.SAMPLE, Duration.ofSeconds(60));
        try (ErasedTasks erased = new ErasedTasks(system.topics.controls, system.bootstrapServers())) {
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                erased.poll();
                return erased.contains(
                        MiningTask.newBuilder(task).setUserId("zoe").build());
            });
            assertThat(erased.contains(
                            MiningTask.newBuilder(task).setUserId("ann").build()))
                    .isFalse();
            assertThat(erased.contains(
                            MiningTask.newBuilder(task).setUserId(null).build()))
                    .isFalse();
        }
    }

    @Test
    void whoWaitsForASlowDescriptionHoldsUpNoScore(@TempDir Path directory) throws Exception {
        Vertx vertx = Vertx.vertx();
        try (RunningSystem system = new RunningSystem(directory);
                ScoringServer server = new ScoringServer(vertx, 0.9, List.of("a", "b"));
                ServerSocket silent = new ServerSocket(0)) {
            URI model = URI.create("http://localhost:" + silent.getLocalPort()); // takes requests and never answers
            MiningConfig config = MiningConfig.defaults(server.url())
                    .withFollowUpsPerCategory(2)
                    .withDescribe(DescribeConfig.byModel(model, "slow"));
            for (int i = 0; i < 20; i++) {
                MiningTask describe = MiningTask.newBuilder(
                                TaskRunnerTest.task(MiningKind.DESCRIBE, Duration.ofSeconds(90)))
                        .setTaskId("describe-" + i)
                        .setEdited("another answer")
                        .setUserId("u1")
                        .setAcceptedAt(Instant.EPOCH)
                        .build();
                system.send(system.topics.miningTasks, "default/c1", describe);
            }
            send(system, 0, 8);
            try (MiningWorker worker = MiningWorker.start(
                    vertx, config, system.topics, system.bootstrapServers(), new SimpleMeterRegistry())) {
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> results(system).size() >= 8);
                assertThat(results(system)).extracting(MiningResult::getKind).containsOnly(MiningKind.SAMPLE);
                assertThat(worker.ready()).isTrue();
            }
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private static MiningWorker start(Vertx vertx, ScoringServer server, RunningSystem system) {
        return MiningWorker.start(
                vertx,
                MiningConfig.defaults(server.url()).withFollowUpsPerCategory(2),
                system.topics,
                system.bootstrapServers(),
                new SimpleMeterRegistry());
    }

    private static void send(RunningSystem system, int from, int to) {
        for (int i = from; i < to; i++) {
            MiningTask task = MiningTask.newBuilder(TaskRunnerTest.task(MiningKind.SAMPLE, Duration.ofSeconds(60)))
                    .setTaskId("task-" + i)
                    .setConversationId("c" + i)
                    .build();
            system.send(system.topics.miningTasks, "default/c" + i, task);
        }
        system.flush();
    }

    private static List<MiningResult> results(RunningSystem system) {
        return system.read(system.topics.miningResults);
    }
}
