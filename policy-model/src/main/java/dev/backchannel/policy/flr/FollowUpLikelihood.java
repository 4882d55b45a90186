package dev.backchannel.policy.flr;

import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.PolicyModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The follow-up likelihood reward of answers (FLR, arXiv 2409.13948), judged by a base or by a policy on it. */
public final class FollowUpLikelihood implements AnswerReward {
    private final PolicyModel model;
    private final FollowUps followUps;
    private final @Nullable Adapter adapter;
    private final List<int[]> continuations;

    /** Judged by the base. */
    public FollowUpLikelihood(PolicyModel model, FollowUps followUps) {
        this(model, followUps, null);
    }

    /** @param adapterOrNull null: the base judges */
    public FollowUpLikelihood(PolicyModel model, FollowUps followUps, @Nullable Adapter adapterOrNull) {
        this.model = model;
        this.followUps = followUps;
        this.adapter = adapterOrNull;
        this.continuations =
                followUps.texts().stream().map(model.prompts()::content).toList();
    }

    /**
     * r(x, y) as in {@link FollowUps#reward}. Where it does not fit into the context, the prompt loses tokens on the left.
     *
     * @param prompt the messages x before the answer
     * @param answer y
     */
    @Override
    public double reward(List<ChatMessage> prompt, String answer) {
        return followUps.reward(score(prompt, answer, continuations));
    }

    private double[] score(List<ChatMessage> prompt, String answer, List<int[]> next) {
        List<ChatMessage> messages = new ArrayList<>(prompt);
        messages.add(new ChatMessage("assistant", answer));
        int[] prefix = model.prompts().nextUserPrefix(messages);
        int room = model.config().contextLength()
                - next.stream().mapToInt(ids -> ids.length).max().orElse(0);
        int[] fitting =
                prefix.length <= room ? prefix : Arrays.copyOfRange(prefix, prefix.length - room, prefix.length);
        return model.score(fitting, next, adapter);
    }
}
