package dev.backchannel.policy.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.ChatTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Templates with everything in them that the families' own ones use, against what Python's Jinja2 3.1.6 made of them with
 * the settings of transformers (golden.json: per template and conversation, " +" with a generation prompt).
 */
class FamilyTemplateTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, Map<String, String>> VARIABLES = Map.of(
            "qwen2.5", Map.of("eos_token", "<|im_end|>"),
            "qwen3", Map.of("eos_token", "<|im_end|>"),
            "llama3.2",
                    Map.of("bos_token", "<|begin_of_text|>", "eos_token", "<|eot_id|>", "date_string", "03 Feb 2026"),
            "mistral", Map.of("bos_token", "<s>", "eos_token", "</s>"),
            "smollm2", Map.of("bos_token", "<|im_start|>", "eos_token", "<|im_end|>"));

    @TestFactory
    Stream<DynamicTest> rendersAsPythonDoes() throws IOException {
        JsonNode conversations = JSON.readTree(resource("conversations.json"));
        List<DynamicTest> tests = new ArrayList<>();
        for (var family : JSON.readTree(resource("golden.json")).properties()) {
            String source = resource(family.getKey() + ".jinja");
            for (var golden : family.getValue().properties()) {
                tests.add(DynamicTest.dynamicTest(family.getKey() + ": " + golden.getKey(), () -> {
                    String[] words = golden.getKey().split(" ");
                    Map<String, Object> variables = new HashMap<>(VARIABLES.get(family.getKey()));
                    for (String word : words) {
                        if (word.contains("=")) {
                            variables.put(word.split("=")[0], Boolean.valueOf(word.split("=")[1]));
                        }
                    }
                    ChatTemplate template = new ChatTemplate(source, variables);
                    boolean prompt = words.length > 1 && words[1].equals("+");
                    check(template, messages(conversations.get(words[0])), prompt, golden.getValue());
                }));
            }
        }
        assertThat(tests).hasSizeGreaterThan(100);
        return tests.stream();
    }

    private static void check(ChatTemplate template, List<ChatMessage> messages, boolean prompt, JsonNode golden) {
        if (golden.isTextual()) {
            assertThat(template.render(messages, prompt)).isEqualTo(golden.asText());
        } else {
            assertThatThrownBy(() -> template.render(messages, prompt))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(golden.path("refused").asText());
        }
    }

    private static List<ChatMessage> messages(JsonNode conversation) {
        List<ChatMessage> messages = new ArrayList<>();
        conversation.forEach(m -> messages.add(
                new ChatMessage(m.path("role").asText(), m.path("content").asText())));
        return messages;
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = FamilyTemplateTest.class.getResourceAsStream("templates/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
