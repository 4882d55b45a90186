package dev.backchannel.streams.mining;

import dev.backchannel.avro.Message;
import dev.backchannel.avro.Turn;
import java.util.List;

/** Looks into a prompt. */
public final class Prompts {
    private Prompts() {}

    /** What the user had asked; empty if there is no user message. */
    public static String lastUserMessage(Turn turn) {
        List<Message> messages = turn.getMessages();
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i).getRole().equals("user")) {
                return messages.get(i).getContent();
            }
        }
        return "";
    }
}
