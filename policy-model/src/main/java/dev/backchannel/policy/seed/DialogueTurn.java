package dev.backchannel.policy.seed;

import dev.backchannel.policy.ChatMessage;

/**
 * One message of a training dialogue.
 *
 * @param learned whether the model learns to say this; not so for system messages and for answers that are only there to
 *     be complained about
 */
public record DialogueTurn(ChatMessage message, boolean learned) {
    static DialogueTurn system(String text) {
        return new DialogueTurn(new ChatMessage("system", text), false);
    }

    static DialogueTurn user(String text) {
        return new DialogueTurn(new ChatMessage("user", text), true);
    }

    /** A message that opens a dialogue: nothing before it says what it will be, so it is not learned. */
    static DialogueTurn opening(String text) {
        return new DialogueTurn(new ChatMessage("user", text), false);
    }

    static DialogueTurn answer(String text) {
        return new DialogueTurn(new ChatMessage("assistant", text), true);
    }

    static DialogueTurn badAnswer(String text) {
        return new DialogueTurn(new ChatMessage("assistant", text), false);
    }
}
