package dev.backchannel.learner.gate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.policy.ChatMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Reads canaries, one JSON object a line: {@code {"kind":…, "prompt":… or "messages":[{"role":…,"content":…}…],
 * "preferred":…, "rejected":…}}; {@code kind} is {@code own} if left out. Empty lines and lines that begin with # do not count.
 */
final class CanaryReader {
    private static final String BUILT_IN = "canaries.jsonl";
    private static final String OWN = "own";

    private final ObjectMapper json = new ObjectMapper();

    /** @throws IllegalArgumentException if the user's own cannot be read */
    List<Canary> all(CanarySettings settings) {
        List<Canary> all = new ArrayList<>(builtIn());
        if (!settings.set().isEmpty()) {
            all.addAll(read(Path.of(settings.set())));
        }
        return all;
    }

    /** The project's own: flattery and refusal, in words that any assistant could say. */
    List<Canary> builtIn() {
        try (InputStream in = Objects.requireNonNull(CanaryReader.class.getResourceAsStream(BUILT_IN), BUILT_IN)) {
            return read(BUILT_IN, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalArgumentException if the file cannot be read, or a line is no canary */
    List<Canary> read(Path file) {
        try {
            return read(file.toString(), Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new IllegalArgumentException("the gate set " + file + " does not exist", e);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the gate set " + file + " is not UTF-8 text", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("the gate set " + file + " cannot be read: " + e.getMessage(), e);
        }
    }

    private List<Canary> read(String file, String text) {
        List<Canary> canaries = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                canaries.add(canary(json.readTree(line)));
            } catch (JsonProcessingException | IllegalArgumentException e) {
                String problem = e instanceof JsonProcessingException j ? j.getOriginalMessage() : e.getMessage();
                throw new IllegalArgumentException(
                        file + ", line " + number + ": " + problem
                                + "; wanted is {\"prompt\": …, \"preferred\": …, \"rejected\": …}, was: " + line,
                        e);
            }
        }
        return canaries;
    }

    private static Canary canary(JsonNode node) {
        List<ChatMessage> messages = new ArrayList<>();
        if (node.hasNonNull("prompt")) {
            messages.add(ChatMessage.user(node.get("prompt").asText()));
        }
        for (JsonNode message : node.path("messages")) {
            messages.add(new ChatMessage(
                    message.path("role").asText(), message.path("content").asText()));
        }
        return new Canary(
                node.path("kind").asText(OWN),
                messages,
                node.path("preferred").asText(),
                node.path("rejected").asText());
    }
}
