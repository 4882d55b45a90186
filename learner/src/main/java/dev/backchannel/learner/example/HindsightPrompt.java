package dev.backchannel.learner.example;

import dev.backchannel.avro.Message;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.PromptBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The prompt that the answer would have had, had the user said beforehand what they said of it: the follow-up's words stand
 * at the end of the last user message. Nothing else changes, so what differs per token is due to those words.
 */
final class HindsightPrompt {
    private static final String USER = "user";

    private HindsightPrompt() {}

    /** Empty if no follow-up speaks for the preference, or its prompt has no user message. */
    static Optional<int[]> of(Preference preference, PromptBuilder prompts) {
        String followUp = preference.getFollowUp();
        if (followUp == null || followUp.isBlank()) {
            return Optional.empty();
        }
        return lastUserMessage(preference.getPrompt())
                .map(last -> ids(preference.getPrompt(), last, followUp.strip(), prompts));
    }

    private static int[] ids(Prompt prompt, int last, String followUp, PromptBuilder prompts) {
        String request = prompt.getMessages().get(last).getContent();
        String informed = request + "\n\n" + followUp;
        String served = prompt.getAsServed() == null ? "" : prompt.getAsServed();
        String asServed = prompts.harmless(request);
        int at = request.isBlank() ? -1 : served.lastIndexOf(asServed);
        if (at >= 0) {
            String after = served.substring(at + asServed.length());
            return prompts.promptFromRendered(served.substring(0, at) + prompts.harmless(informed) + after);
        }
        List<ChatMessage> messages = new ArrayList<>();
        for (Message message : prompt.getMessages()) {
            messages.add(new ChatMessage(message.getRole(), message.getContent()));
        }
        messages.set(last, new ChatMessage(USER, informed));
        return prompts.prompt(messages);
    }

    private static Optional<Integer> lastUserMessage(Prompt prompt) {
        for (int i = prompt.getMessages().size() - 1; i >= 0; i--) {
            if (prompt.getMessages().get(i).getRole().equals(USER)) {
                return Optional.of(i);
            }
        }
        return Optional.empty();
    }
}
