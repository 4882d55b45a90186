package dev.backchannel.standalone.bench.recorded;

import dev.backchannel.policy.ChatMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorded answer, what people thought of it and what they said next.
 *
 * @param conversation what it depends on: answers of one conversation are not independent of each other
 * @param prompt the messages before it
 * @param siblings names the group of answers that people ranked against each other; null if it stands alone
 * @param rank within that group, 0 is best; meaningless without one
 * @param followUps the next messages of users, none to several
 */
public record RatedAnswer(
        String conversation,
        List<ChatMessage> prompt,
        String answer,
        Rating rating,
        @Nullable String siblings,
        int rank,
        List<String> followUps) {

    public RatedAnswer {
        prompt = List.copyOf(prompt);
        followUps = List.copyOf(followUps);
    }

    /** The message that was answered; empty when the prompt has none of a user. */
    public String question() {
        for (int i = prompt.size() - 1; i >= 0; i--) {
            if (prompt.get(i).role().equals("user")) {
                return prompt.get(i).content();
            }
        }
        return "";
    }
}
