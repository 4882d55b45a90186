package dev.backchannel.policy.text;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.policy.ChatTemplate;
import dev.backchannel.policy.ModelFormatException;
import dev.backchannel.policy.Thinking;
import dev.backchannel.policy.format.JsonFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds a folder's chat template: {@code chat_template.jinja}, or the field in {@code tokenizer_config.json}. */
public final class ChatTemplateReader {
    private static final String THINKING_SWITCH = "enable_thinking";
    private static final List<String> SPECIAL = List.of("bos_token", "eos_token", "pad_token", "unk_token");

    private ChatTemplateReader() {}

    /** @throws ModelFormatException if there is none, or it has no switch for what is asked of it */
    public static ChatTemplate read(Path folder, Thinking thinking) throws IOException {
        Optional<JsonNode> config = JsonFiles.readIfPresent(folder.resolve("tokenizer_config.json"));
        String source = source(folder, config);
        Map<String, Object> variables = new HashMap<>();
        JsonFiles.readIfPresent(folder.resolve("special_tokens_map.json")).ifPresent(map -> add(map, variables));
        config.ifPresent(node -> add(node, variables));
        if (thinking != Thinking.TEMPLATE) {
            if (!source.contains(THINKING_SWITCH)) {
                throw new ModelFormatException("thinking is " + thinking + ", but the chat template in " + folder
                        + " has no switch " + THINKING_SWITCH + ": leave thinking to the template.");
            }
            variables.put(THINKING_SWITCH, thinking == Thinking.ON);
        }
        return new ChatTemplate(source, variables);
    }

    private static String source(Path folder, Optional<JsonNode> config) throws IOException {
        Path file = folder.resolve("chat_template.jinja");
        if (Files.exists(file)) {
            return Files.readString(file);
        }
        return config.flatMap(node -> inConfig(node, folder))
                .orElseThrow(() -> new ModelFormatException("No chat template in " + folder
                        + ": neither chat_template.jinja nor a chat_template in tokenizer_config.json."
                        + " A base without one cannot chat; add the file."));
    }

    private static void add(JsonNode tokens, Map<String, Object> variables) {
        for (String name : SPECIAL) {
            String text = specialToken(tokens.path(name));
            if (text != null) {
                variables.put(name, text);
            }
        }
    }

    private static Optional<String> inConfig(JsonNode config, Path folder) {
        JsonNode template = config.path("chat_template");
        if (template.isTextual()) {
            return Optional.of(template.asText());
        }
        List<String> names = new ArrayList<>();
        for (JsonNode named : template) { // a list of {name, template}
            if (named.path("name").asText().equals("default")) {
                return Optional.of(named.path("template").asText());
            }
            names.add(named.path("name").asText());
        }
        if (!names.isEmpty()) {
            throw new ModelFormatException("tokenizer_config.json in " + folder + " has the chat templates " + names
                    + ", but none is named default: put the one to use into chat_template.jinja.");
        }
        return Optional.empty();
    }

    private static @Nullable String specialToken(JsonNode node) {
        if (node.isTextual()) {
            return node.asText();
        }
        return node.path("content").isTextual() ? node.path("content").asText() : null;
    }
}
