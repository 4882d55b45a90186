package dev.backchannel.standalone.export;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.avro.Label;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import java.util.List;

/**
 * Preferences as TRL's conversational datasets (huggingface.co/docs/trl/dataset_formats): a pair has {@code prompt},
 * {@code chosen} and {@code rejected}, a label {@code prompt}, {@code completion} and {@code label}, each but the last a list
 * of messages. Roles and texts, no tokens: the trainer's own chat template renders them.
 */
final class TrlRows {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TrlRows() {}

    static String pair(Preference preference, Pair pair) {
        ObjectNode row = row(preference);
        answer(row.putArray("chosen"), pair.getChosen().getText());
        answer(row.putArray("rejected"), pair.getRejected().getText());
        return row.toString();
    }

    static String label(Preference preference, Label label) {
        ObjectNode row = row(preference);
        answer(row.putArray("completion"), label.getAnswer().getText());
        return row.put("label", label.getDesirable()).toString();
    }

    private static ObjectNode row(Preference preference) {
        ObjectNode row = JSON.createObjectNode();
        ArrayNode prompt = row.putArray("prompt");
        List<Message> messages = preference.getPrompt().getMessages();
        messages.forEach(m -> message(prompt, m.getRole(), m.getContent()));
        return row;
    }

    private static void answer(ArrayNode messages, String text) {
        message(messages, "assistant", text);
    }

    private static void message(ArrayNode messages, String role, String content) {
        messages.addObject().put("role", role).put("content", content);
    }
}
