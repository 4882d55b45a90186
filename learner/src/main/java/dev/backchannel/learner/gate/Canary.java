package dev.backchannel.learner.gate;

import dev.backchannel.policy.ChatMessage;
import java.util.List;

/**
 * A preference that must survive training: of two answers to the same messages, the policy must not move towards the second.
 *
 * @param kind canaries of a kind are judged together: flattery, refusal, or a user's own word
 * @param preferred an answer without the vice
 * @param rejected an answer with it
 */
record Canary(String kind, List<ChatMessage> messages, String preferred, String rejected) {
    Canary {
        messages = List.copyOf(messages);
        if (kind.isBlank() || messages.isEmpty() || preferred.isBlank() || rejected.isBlank()) {
            throw new IllegalArgumentException("a canary needs a kind, a prompt, and two answers that are not blank");
        }
        if (preferred.equals(rejected)) {
            throw new IllegalArgumentException("the canary's preferred and rejected answer are the same: " + preferred);
        }
    }
}
