package dev.backchannel.policy;

import java.util.List;

/**
 * Makes token ids of conversations, in one place for serving, scoring and learning, so that what is trained is what was
 * served. Spelt-out special tokens inside message texts are made harmless. Thread-safe.
 */
public final class PromptBuilder {
    private final Tokenizer tokenizer;
    private final ChatTemplate template;

    public PromptBuilder(Tokenizer tokenizer, ChatTemplate template) {
        this.tokenizer = tokenizer;
        this.template = template;
    }

    /** The prompt text for the assistant's next turn: what a turn records as {@code prompt_as_served}. */
    public String render(List<ChatMessage> messages) {
        return template.render(messages, true);
    }

    /** The prompt for the assistant's next turn. */
    public int[] prompt(List<ChatMessage> messages) {
        return promptFromRendered(render(messages));
    }

    /** The same from a {@code prompt_as_served}. */
    public int[] promptFromRendered(String rendered) {
        return tokenizer.encode(rendered);
    }

    /** All messages and the header of a next user turn: the prefix after which a follow-up is scored. */
    public int[] nextUserPrefix(List<ChatMessage> messages) {
        throw new UnsupportedOperationException("coming within minutes");
    }

    /** The tokens of an answer or follow-up as they stand inside a turn, without an end token. */
    public int[] content(String text) {
        return tokenizer.encode(text);
    }

    /** The tokens of an answer; with its end-of-turn token when the model ended it ({@code finish_reason} stop). */
    public int[] answer(String text, boolean ended) {
        throw new UnsupportedOperationException("coming within minutes");
    }

    /** The token with which the template ends an assistant's turn. */
    public int endOfTurnId() {
        throw new UnsupportedOperationException("coming within minutes");
    }

    /** Drops tokens of the prompt on the left until prompt and completion fit into the context length. */
    public Completion fit(int[] prompt, int[] completion, int contextLength) {
        throw new UnsupportedOperationException("coming within minutes");
    }
}
