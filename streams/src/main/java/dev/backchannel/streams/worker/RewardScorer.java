package dev.backchannel.streams.worker;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.ScoredAnswer;
import dev.backchannel.policy.flr.FollowUps;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores an answer by the follow-ups it invites (FLR, arXiv 2409.13948), and by how well the user's own follow-up fits it:
 * one request, so that the shared prefix is read once.
 */
final class RewardScorer {
    private final PolicyClient client;
    private final FollowUps followUps;

    /** @param perCategory canned follow-ups of each kind and category */
    RewardScorer(PolicyClient client, FollowUps all, int perCategory) {
        this.client = client;
        this.followUps = firstOf(all, perCategory);
    }

    Future<ScoredAnswer> score(MiningTask task, Answer answer, String checkpoint, Instant deadline) {
        List<Message> messages = new ArrayList<>(task.getPrompt().getMessages());
        messages.add(new Message("assistant", answer.getText()));
        List<String> continuations = new ArrayList<>(followUps.texts());
        int canned = continuations.size();
        boolean own = task.getFollowUp() != null && !task.getFollowUp().isBlank();
        if (own) {
            continuations.add(task.getFollowUp());
        }
        return client.score(task.getModel(), messages, continuations, deadline)
                .map(l -> new ScoredAnswer(
                        answer, followUps.reward(Arrays.copyOf(l, canned)), own ? l[canned] : null, checkpoint));
    }

    private static FollowUps firstOf(FollowUps all, int count) {
        Map<String, FollowUps.Category> fewer = new LinkedHashMap<>();
        all.categories()
                .forEach((name, category) -> fewer.put(
                        name,
                        new FollowUps.Category(
                                category.positive()
                                        .subList(
                                                0,
                                                Math.min(
                                                        count,
                                                        category.positive().size())),
                                category.negative()
                                        .subList(
                                                0,
                                                Math.min(
                                                        count,
                                                        category.negative().size())))));
        return new FollowUps(fewer);
    }
}
