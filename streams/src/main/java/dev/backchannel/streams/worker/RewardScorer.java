package dev.backchannel.streams.worker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.backchannel.avro.Answer;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.ScoredAnswer;
import dev.backchannel.policy.flr.FollowUps;
import dev.backchannel.streams.worker.LikelihoodSource.Likelihoods;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Scores an answer by the follow-ups it invites (FLR, arXiv 2409.13948), and by how well the user's own follow-up fits it:
 * one request, so that the shared prefix is read once. What the same weights said of the same answer before is not asked
 * again.
 */
final class RewardScorer {
    private final LikelihoodSource source;
    private final FollowUps followUps;
    private final @Nullable String model;
    private final Cache<Judged, Double> known;

    /** What a reward depends on. */
    private record Judged(String judge, List<Message> messages) {}

    /** @param perCategory canned follow-ups of each kind and category */
    RewardScorer(LikelihoodSource source, RewardConfig config, int perCategory) {
        this.source = source;
        this.followUps = config.chosen().atMost(perCategory);
        this.model = config.model();
        this.known = Caffeine.newBuilder().maximumSize(config.remembered()).build();
    }

    Future<ScoredAnswer> score(MiningTask task, Answer answer, @Nullable String checkpoint, Instant deadline) {
        String scorer = model == null ? task.getModel() : model;
        List<Message> messages = new ArrayList<>(task.getPrompt().getMessages());
        messages.add(new Message("assistant", answer.getText()));
        boolean hasOwn = task.getFollowUp() != null && !task.getFollowUp().isBlank();
        List<String> own = hasOwn ? List.of(task.getFollowUp()) : List.of();
        return source.judge(scorer, deadline).compose(judge -> {
            Double reward = known.getIfPresent(new Judged(judge, messages));
            if (reward != null && own.isEmpty()) {
                return Future.succeededFuture(new ScoredAnswer(answer, reward, null, checkpoint));
            }
            List<String> continuations = new ArrayList<>(reward == null ? followUps.texts() : List.of());
            continuations.addAll(own);
            return source.score(scorer, messages, continuations, deadline).map(likelihoods -> {
                double[] l = likelihoods.meanLogProbs();
                double canned = reward == null ? remembered(messages, likelihoods) : reward;
                return new ScoredAnswer(answer, canned, hasOwn ? l[l.length - 1] : null, checkpoint);
            });
        });
    }

    private double remembered(List<Message> messages, Likelihoods likelihoods) {
        double reward = followUps.reward(
                Arrays.copyOf(likelihoods.meanLogProbs(), followUps.texts().size()));
        known.put(new Judged(likelihoods.judge(), messages), reward);
        return reward;
    }
}
