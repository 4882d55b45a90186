package dev.backchannel.streams.worker;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.MiningKind;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.ScoredAnswer;
import dev.backchannel.streams.worker.PolicyClient.Sample;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** Does one task. Whatever happens, there is a result; one with an error says why there is nothing more. */
final class TaskRunner {
    private final PolicyClient client;
    private final RewardScorer scorer;
    private final RewardWindow rewards;
    private final Clock clock;

    TaskRunner(PolicyClient client, RewardScorer scorer, RewardWindow rewards, Clock clock) {
        this.client = client;
        this.scorer = scorer;
        this.rewards = rewards;
        this.clock = clock;
    }

    Future<MiningResult> run(MiningTask task) {
        if (!clock.instant().isBefore(task.getDeadline())) {
            return Future.succeededFuture(failed(task, "the deadline had passed before the task was begun"));
        }
        if (task.getKind() != MiningKind.SCORE && task.getKind() != MiningKind.SAMPLE) {
            return Future.succeededFuture(failed(task, "this worker knows no tasks of kind " + task.getKind()));
        }
        return Future.<MiningTask>succeededFuture(task)
                .compose(this::work)
                .otherwise(e -> failed(task, e.getMessage() == null ? e.toString() : e.getMessage()));
    }

    private Future<MiningResult> work(MiningTask task) {
        Instant deadline = task.getDeadline();
        Future<OptionalDouble> auc = client.rewardAuc(deadline);
        Future<ScoredAnswer> given = scorer.score(task, task.getAnswer(), null, deadline);
        Future<List<ScoredAnswer>> samples = task.getKind() == MiningKind.SAMPLE
                ? client.sample(
                                task.getSampler(),
                                task.getPrompt().getMessages(),
                                task.getSamples(),
                                task.getSeed(),
                                deadline)
                        .compose(fresh -> scoreAll(task, fresh, deadline))
                : Future.succeededFuture(List.of());
        return Future.all(auc, given, samples).map(all -> result(task, given.result(), samples.result(), auc.result()));
    }

    /** Only what could be chosen is worth scoring: whole, not empty, not what was given, each text once. */
    private Future<List<ScoredAnswer>> scoreAll(MiningTask task, List<Sample> fresh, Instant deadline) {
        List<String> known = new ArrayList<>(List.of(task.getAnswer().getText().strip()));
        List<Future<ScoredAnswer>> scores = new ArrayList<>();
        for (Sample sample : fresh) {
            String text = sample.text().strip();
            if (!sample.finishReason().equals("stop") || text.isEmpty() || known.contains(text)) {
                continue;
            }
            known.add(text);
            Answer answer = new Answer(sample.text(), List.of(), FinishReason.STOP);
            scores.add(scorer.score(task, answer, sample.checkpoint(), deadline));
        }
        return Future.all(scores).map(all -> all.<ScoredAnswer>list());
    }

    private MiningResult result(MiningTask task, ScoredAnswer given, List<ScoredAnswer> samples, OptionalDouble auc) {
        MiningResult result = failed(task, null);
        result.setGiven(given);
        result.setSamples(samples);
        result.setRewardAuc(auc.isPresent() ? auc.getAsDouble() : null);
        Optional<RewardWindow.Standing> standing = rewards.add(given.getReward());
        standing.ifPresent(s -> {
            result.setZ(s.z());
            result.setRewardMean(s.mean());
            result.setRewardDeviation(s.deviation());
        });
        return result;
    }

    private static MiningResult failed(MiningTask task, String error) {
        return new MiningResult(
                task.getTaskId(),
                task.getTenant(),
                task.getConversationId(),
                task.getTurnId(),
                task.getKind(),
                null,
                List.of(),
                null,
                null,
                null,
                null,
                error);
    }
}
