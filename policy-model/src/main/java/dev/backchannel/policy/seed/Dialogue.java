package dev.backchannel.policy.seed;

import dev.backchannel.policy.ChatMessage;
import java.util.List;

/** One training dialogue: an optional system message, then user and assistant in turn. */
public record Dialogue(List<DialogueTurn> turns) {
    public Dialogue {
        turns = List.copyOf(turns);
    }

    public List<ChatMessage> messages() {
        return turns.stream().map(DialogueTurn::message).toList();
    }
}
