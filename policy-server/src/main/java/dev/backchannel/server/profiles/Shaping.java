package dev.backchannel.server.profiles;

import dev.backchannel.policy.ChatMessage;
import java.util.List;
import java.util.Optional;

/**
 * What a profile made of a conversation.
 *
 * @param messages to be rendered
 * @param sentences the wishes that were added; empty if none applied
 * @param version of the profile that was asked; empty if none was
 */
public record Shaping(List<ChatMessage> messages, List<String> sentences, Optional<String> version) {
    /** The conversation as it came, no profile asked. */
    public static Shaping none(List<ChatMessage> messages) {
        return new Shaping(messages, List.of(), Optional.empty());
    }

    public boolean changed() {
        return !sentences.isEmpty();
    }
}
