package dev.backchannel.policy.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.policy.ChatTemplate;
import dev.backchannel.policy.ModelFormatException;
import dev.backchannel.policy.format.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds a folder's chat template: {@code chat_template.jinja}, or the field in {@code tokenizer_config.json}. */
public final class ChatTemplateReader {
    private static final List<String> SPECIAL = List.of("bos_token", "eos_token", "pad_token", "unk_token");

    private ChatTemplateReader() {}

    public static ChatTemplate read(Path folder) throws IOException {
        Optional<JsonNode> config = JsonFiles.readIfPresent(folder.resolve("tokenizer_config.json"));
        Map<String, String> variables = new HashMap<>();
        for (String name : SPECIAL) {
            config.map(node -> specialToken(node.path(name))).ifPresent(text -> variables.put(name, text));
        }
        Path file = folder.resolve("chat_template.jinja");
        Optional<String> source =
                Files.exists(file) ? Optional.of(Files.readString(file)) : config.flatMap(ChatTemplateReader::inConfig);
        return new ChatTemplate(
                source.orElseThrow(() -> new ModelFormatException("No chat template in " + folder
                        + ": neither chat_template.jinja nor a chat_template in tokenizer_config.json."
                        + " A base without one cannot chat; add the file.")),
                variables);
    }

    private static Optional<String> inConfig(JsonNode config) {
        JsonNode template = config.path("chat_template");
        if (template.isTextual()) {
            return Optional.of(template.asText());
        }
        for (JsonNode named : template) { // a list of {name, template}
            if (named.path("name").asText().equals("default")) {
                return Optional.of(named.path("template").asText());
            }
        }
        return Optional.empty();
    }

    private static String specialToken(JsonNode node) {
        if (node.isTextual()) {
            return node.asText();
        }
        return node.path("content").isTextual() ? node.path("content").asText() : null;
    }
}
