package dev.backchannel.server.api;

import dev.backchannel.policy.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.function.ToIntFunction;

/**
 * Makes a conversation fit into the context. The oldest messages go first, the system message and the last message stay; if
 * that is not enough, the longer of the two loses the beginning of its text. So the prompt is always a whole rendering of
 * the template, which the turn can record exactly.
 *
 * @param <P> a conversation as a prompt
 */
final class PromptFitter<P> {
    private final Function<List<ChatMessage>, P> render;
    private final ToIntFunction<P> length;
    private final int limit;

    /**
     * @param length tokens of a prompt
     * @param limit so many are allowed
     */
    PromptFitter(Function<List<ChatMessage>, P> render, ToIntFunction<P> length, int limit) {
        this.render = render;
        this.length = length;
        this.limit = limit;
    }

    /** @throws ApiException 400 if not even the shortest version fits */
    P fit(List<ChatMessage> messages) {
        return whole(messages).orElseGet(() -> render.apply(reduced(messages)));
    }

    /** In one attempt; empty if it would have to be cut. */
    Optional<P> whole(List<ChatMessage> messages) {
        return Optional.of(render.apply(messages)).filter(whole -> length.applyAsInt(whole) <= limit);
    }

    private List<ChatMessage> reduced(List<ChatMessage> messages) {
        int head = messages.get(0).role().equals("system") && messages.size() > 1 ? 1 : 0;
        int most = messages.size() - head - 1;
        int dropped = smallest(1, most, count -> fits(without(messages, head, count)));
        return dropped <= most ? without(messages, head, dropped) : shortened(without(messages, head, most));
    }

    /** Drops {@code count} messages after the head, and answers that would then stand first without their question. */
    private static List<ChatMessage> without(List<ChatMessage> messages, int head, int count) {
        int from = head + count;
        while (from < messages.size() - 1 && messages.get(from).role().equals("assistant")) {
            from++;
        }
        List<ChatMessage> rest = new ArrayList<>(messages.subList(0, head));
        rest.addAll(messages.subList(from, messages.size()));
        return rest;
    }

    private List<ChatMessage> shortened(List<ChatMessage> messages) {
        List<ChatMessage> current = messages;
        for (int i = 0; i < messages.size() && !fits(current); i++) {
            List<ChatMessage> before = current;
            int longest = longest(before);
            int all = before.get(longest).content().length();
            int cut = smallest(1, all, count -> fits(cut(before, longest, count)));
            current = cut(before, longest, Math.min(cut, all));
        }
        if (!fits(current)) {
            throw ApiException.invalid(
                    "messages",
                    "context_length_exceeded",
                    "The prompt does not fit: the template alone needs " + length.applyAsInt(render.apply(current))
                            + " tokens, and max_tokens leaves " + limit + " of the context. Ask for fewer.");
        }
        return current;
    }

    private static List<ChatMessage> cut(List<ChatMessage> messages, int index, int characters) {
        List<ChatMessage> result = new ArrayList<>(messages);
        ChatMessage whole = messages.get(index);
        result.set(
                index, new ChatMessage(whole.role(), Text.clean(whole.content().substring(characters))));
        return result;
    }

    private static int longest(List<ChatMessage> messages) {
        int longest = 0;
        for (int i = 1; i < messages.size(); i++) {
            if (messages.get(i).content().length()
                    > messages.get(longest).content().length()) {
                longest = i;
            }
        }
        return longest;
    }

    private boolean fits(List<ChatMessage> messages) {
        return length.applyAsInt(render.apply(messages)) <= limit;
    }

    /** The smallest value in [from, to] that is enough, by bisection; to + 1 if none is. */
    private static int smallest(int from, int to, IntPredicate enough) {
        int low = from;
        int high = to + 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (middle <= to && enough.test(middle)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }
}
