package dev.backchannel.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Makes token ids of conversations, in one place for serving, scoring and learning, so that what is trained is what was
 * served. Special tokens that somebody spells out in a message are made harmless. Thread-safe.
 */
public final class PromptBuilder {
    /** Stands where a message's text will be, to find out what the template writes around it. */
    private static final String MARK = "\u2042mark\u2042";

    private static final String ZERO_WIDTH_SPACE = "\u200b";

    private final Tokenizer tokenizer;
    private final ChatTemplate template;
    private final int endOfTurnId;

    /** @throws ModelFormatException if the template writes no assistant turn */
    public PromptBuilder(Tokenizer tokenizer, ChatTemplate template) {
        this.tokenizer = tokenizer;
        this.template = template;
        this.endOfTurnId = findEndOfTurn();
    }

    /** The prompt text for the assistant's next turn: what a turn records as {@code prompt_as_served}. */
    public String render(List<ChatMessage> messages) {
        return template.render(harmless(messages), true);
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
        List<ChatMessage> withNext = new ArrayList<>(harmless(messages));
        withNext.add(ChatMessage.user(MARK));
        String rendered = template.render(withNext, false);
        return tokenizer.encode(rendered.substring(0, markIn(rendered)));
    }

    /** The tokens of an answer or follow-up as they stand inside a turn, without an end token. */
    public int[] content(String text) {
        return tokenizer.encode(harmless(text));
    }

    /** The tokens of an answer; with its end-of-turn token when the model ended it ({@code finish_reason} stop). */
    public int[] answer(String text, boolean ended) {
        int[] content = content(text);
        if (!ended) {
            return content;
        }
        int[] whole = Arrays.copyOf(content, content.length + 1);
        whole[content.length] = endOfTurnId;
        return whole;
    }

    /** The token with which the template ends an assistant's turn. */
    public int endOfTurnId() {
        return endOfTurnId;
    }

    /**
     * Drops tokens of the prompt on the left until prompt and completion fit into the context.
     *
     * @throws IllegalArgumentException if the completion alone does not leave room for one prompt token
     */
    public Completion fit(int[] prompt, int[] completion, int contextLength) {
        int room = contextLength - completion.length;
        if (room < 1) {
            throw new IllegalArgumentException("An answer of " + completion.length
                    + " tokens does not fit into the context of " + contextLength + "; answers are never cut.");
        }
        return new Completion(
                prompt.length <= room ? prompt : Arrays.copyOfRange(prompt, prompt.length - room, prompt.length),
                completion);
    }

    private int findEndOfTurn() {
        String rendered = template.render(List.of(ChatMessage.user("Hello"), ChatMessage.assistant(MARK)), false);
        for (int id : tokenizer.encode(rendered.substring(markIn(rendered) + MARK.length()))) {
            if (tokenizer.endOfTurnIds().contains(id)) {
                return id;
            }
        }
        return tokenizer.endOfTurnIds().stream().min(Integer::compare).orElseThrow();
    }

    private static int markIn(String rendered) {
        int at = rendered.lastIndexOf(MARK);
        if (at < 0) {
            throw new ModelFormatException("The chat template drops the last message's text.");
        }
        return at;
    }

    private List<ChatMessage> harmless(List<ChatMessage> messages) {
        return messages.stream()
                .map(message -> new ChatMessage(message.role(), harmless(message.content())))
                .toList();
    }

    /** A message's text as {@link #render} writes it: special tokens that somebody spelt out are broken up. */
    public String harmless(String text) {
        String safe = text;
        for (String special : tokenizer.specialTexts()) {
            if (special.length() > 1 && safe.contains(special)) {
                safe = safe.replace(special, special.charAt(0) + ZERO_WIDTH_SPACE + special.substring(1));
            }
        }
        return safe;
    }
}
