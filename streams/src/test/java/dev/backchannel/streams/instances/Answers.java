package dev.backchannel.streams.instances;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.MiningKind;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.ScoredAnswer;
import dev.backchannel.streams.RunningSystem;
import dev.backchannel.streams.ledger.LogReader;
import dev.backchannel.topics.Keys;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Answers every mining task as a model would that likes other answers better: each once, the same for the same task. */
final class Answers implements AutoCloseable {
    private final RunningSystem system;
    private final Thread thread = new Thread(this::run, "answers");
    private final Set<String> done = new HashSet<>();
    private volatile boolean ending;

    Answers(RunningSystem system) {
        this.system = system;
        thread.start();
    }

    private void run() {
        try (LogReader tasks = new LogReader(system.bootstrapServers(), Duration.ofSeconds(60))) {
            while (!ending) {
                tasks.each(system.topics.miningTasks, (at, task) -> {
                    if (done.add(task.getTaskId())) {
                        String key = Keys.of(task.getTenant(), task.getConversationId());
                        var unused = system.send(system.topics.miningResults, key, answer(task));
                    }
                });
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
    }

    private static MiningResult answer(MiningTask task) {
        ScoredAnswer given = new ScoredAnswer(task.getAnswer(), -1.0, -1.0, null);
        ScoredAnswer better = new ScoredAnswer(
                new Answer("a sample for " + task.getTurnId(), List.of(), FinishReason.STOP), 1.0, -3.0, null);
        return MiningResult.newBuilder()
                .setTaskId(task.getTaskId())
                .setTenant(task.getTenant())
                .setConversationId(task.getConversationId())
                .setTurnId(task.getTurnId())
                .setKind(task.getKind())
                .setGiven(given)
                .setSamples(task.getKind() == MiningKind.SAMPLE ? List.of(better) : List.of())
                .setZ(2.0)
                .setRewardAuc(0.9)
                .build();
    }

    @Override
    public void close() throws InterruptedException {
        ending = true;
        thread.join();
    }
}
