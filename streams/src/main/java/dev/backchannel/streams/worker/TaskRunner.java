package dev.backchannel.streams.worker;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.Description;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.FollowUpJudgement;
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
import org.jspecify.annotations.Nullable;

/** Does one task. Whatever happens, there is a result; one with an error says why there is nothing more. */
final class TaskRunner {
    private final PolicyClient client;
    private final RewardScorer scorer;
    private final Describer describer;
    private final RewardQuality quality;
    private final double leastAuc;
    private final RewardWindows rewards;
    private final FollowUpJudge judge;
    private final Clock clock;

    /** @param leastAuc held-out AUC that the reward must have for the server's base */
    TaskRunner(
            PolicyClient client,
            RewardScorer scorer,
            Describer describer,
            RewardQuality quality,
            double leastAuc,
            RewardWindows rewards,
            FollowUpJudge judge,
            Clock clock) {
        this.client = client;
        this.scorer = scorer;
        this.describer = describer;
        this.quality = quality;
        this.leastAuc = leastAuc;
        this.rewards = rewards;
        this.judge = judge;
        this.clock = clock;
    }

    Future<MiningResult> run(MiningTask task) {
        if (!clock.instant().isBefore(task.getDeadline())) {
            return Future.succeededFuture(failed(task, "the deadline had passed before the task was begun"));
        }
        if (task.getKind() == MiningKind.UNKNOWN) {
            return Future.succeededFuture(failed(task, "this worker knows no tasks of kind " + task.getKind()));
        }
        Future<Optional<FollowUpJudgement>> judged = judge.judge(task);
        return Future.<MiningTask>succeededFuture(task)
                .compose(this::work)
                .otherwise(e -> failed(task, e.getMessage() == null ? e.toString() : e.getMessage()))
                .compose(result -> judged.map(judgement -> {
                    result.setJudgement(judgement.orElse(null));
                    return result;
                }));
    }

    private Future<MiningResult> work(MiningTask task) {
        if (task.getKind() == MiningKind.DESCRIBE) {
            return describer.describe(task).map(description -> described(task, description));
        }
        return quality.auc(task.getDeadline())
                .compose(auc -> auc.isPresent() && auc.getAsDouble() >= leastAuc
                        ? score(task, auc.getAsDouble())
                        : Future.succeededFuture(notScored(task, auc)));
    }

    private Future<MiningResult> score(MiningTask task, double auc) {
        Instant deadline = task.getDeadline();
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
        return Future.all(given, samples).map(all -> result(task, given.result(), samples.result(), auc));
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

    private MiningResult result(MiningTask task, ScoredAnswer given, List<ScoredAnswer> samples, double auc) {
        MiningResult result = failed(task, null);
        result.setGiven(given);
        result.setSamples(samples);
        result.setRewardAuc(auc);
        Optional<RewardWindow.Standing> standing = rewards.add(task.getTenant(), given.getReward());
        standing.ifPresent(s -> {
            result.setZ(s.z());
            result.setRewardMean(s.mean());
            result.setRewardDeviation(s.deviation());
        });
        return result;
    }

    private static MiningResult described(MiningTask task, Description description) {
        MiningResult result = failed(task, null);
        result.setDescription(description);
        return result;
    }

    /** A reward that cannot tell good answers from bad ones is not worth the work, and must teach nothing. */
    private MiningResult notScored(MiningTask task, OptionalDouble auc) {
        MiningResult result = failed(
                task,
                auc.isPresent()
                        ? "not scored: the reward's AUC for this model is " + auc.getAsDouble() + ", needed is "
                                + leastAuc
                        : "not scored: no AUC of the reward is recorded for this base, or stated (needed is " + leastAuc
                                + ")");
        result.setRewardAuc(auc.isPresent() ? auc.getAsDouble() : null);
        return result;
    }

    private static MiningResult failed(MiningTask task, @Nullable String error) {
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
                error,
                null,
                task.getDeadline(),
                null);
    }
}
