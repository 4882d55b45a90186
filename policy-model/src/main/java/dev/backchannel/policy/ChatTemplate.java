package dev.backchannel.policy;

import java.util.List;

/** A model's chat template: how messages become one prompt text. Thread-safe. */
public final class ChatTemplate {
    /**
     * Renders the messages.
     *
     * @param addGenerationPrompt whether the header of the assistant's next turn follows
     * @throws IllegalArgumentException if the template refuses these messages; the message is the template's own
     */
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        throw new UnsupportedOperationException("coming within minutes");
    }
}
