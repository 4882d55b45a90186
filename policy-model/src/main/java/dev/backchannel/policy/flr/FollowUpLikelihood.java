package dev.backchannel.policy.flr;

import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.PolicyModel;
import java.util.ArrayList;
import java.util.List;

/** The follow-up likelihood reward of answers (FLR, arXiv 2409.13948), judged by a base. */
public final class FollowUpLikelihood {
    private final PolicyModel model;
    private final FollowUps followUps;
    private final List<int[]> continuations;

    public FollowUpLikelihood(PolicyModel model, FollowUps followUps) {
        this.model = model;
        this.followUps = followUps;
        this.continuations =
                followUps.texts().stream().map(model.prompts()::content).toList();
    }

    /**
     * r(x, y) as in {@link FollowUps#reward}.
     *
     * @param prompt the messages x before the answer
     * @param answer y
     */
    public double reward(List<ChatMessage> prompt, String answer) {
        return followUps.reward(model.score(prefix(prompt, answer), continuations, null));
    }

    /** l(f | x, y): mean log-probability per token of this follow-up as the next user message. */
    public double logLikelihood(List<ChatMessage> prompt, String answer, String followUp) {
        int[] continuation = model.prompts().content(followUp);
        return model.score(prefix(prompt, answer), List.of(continuation), null)[0];
    }

    private int[] prefix(List<ChatMessage> prompt, String answer) {
        List<ChatMessage> messages = new ArrayList<>(prompt);
        messages.add(new ChatMessage("assistant", answer));
        return model.prompts().nextUserPrefix(messages);
    }
}
