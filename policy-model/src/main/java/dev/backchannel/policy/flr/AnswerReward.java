package dev.backchannel.policy.flr;

import dev.backchannel.policy.ChatMessage;
import java.util.List;

/** How good an answer is, in nats per token; only differences mean something. */
public interface AnswerReward {
    /** @param prompt the messages before the answer */
    double reward(List<ChatMessage> prompt, String answer);
}
