package dev.backchannel.standalone.demo.client;

import dev.backchannel.policy.ChatMessage;
import java.util.List;

/**
 * A chat request.
 *
 * @param internal true: it is a measurement, not a turn, and teaches nothing
 */
public record ChatQuestion(
        String model,
        List<ChatMessage> messages,
        String conversationId,
        String user,
        long seed,
        boolean stream,
        boolean internal) {
    public ChatQuestion {
        messages = List.copyOf(messages);
    }
}
