package dev.backchannel.policy;

import dev.backchannel.policy.text.JinjaRenderer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A model's chat template: how messages become one prompt text. Thread-safe. */
public final class ChatTemplate {
    private final String source;
    private final JinjaRenderer renderer;

    /**
     * Checks the template by rendering a first user message with it.
     *
     * @param source in Jinja, as Hugging Face writes it
     * @param variables what it may refer to: {@code bos_token}, {@code eos_token} …, and switches such as
     *     {@code enable_thinking}
     * @throws ModelFormatException if it does not render
     */
    public ChatTemplate(String source, Map<String, ?> variables) {
        this.source = source;
        try {
            this.renderer = new JinjaRenderer(source, variables);
            render(List.of(ChatMessage.user("Hello")), true);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException("The chat template cannot be used: " + e.getMessage(), e);
        }
    }

    /** The template's text. */
    public String source() {
        return source;
    }

    /**
     * Renders the messages.
     *
     * @param addGenerationPrompt whether the header of the assistant's next turn follows
     * @throws IllegalArgumentException if the template refuses these messages; the message is the template's own
     */
    public String render(List<ChatMessage> messages, boolean addGenerationPrompt) {
        List<Map<String, String>> plain = messages.stream()
                .map(message -> {
                    Map<String, String> fields = new LinkedHashMap<>();
                    fields.put("role", message.role());
                    fields.put("content", message.content());
                    return fields;
                })
                .toList();
        return renderer.render(Map.of("messages", plain, "add_generation_prompt", addGenerationPrompt));
    }
}
