package dev.backchannel.policy.text;

import dev.backchannel.policy.TokenStream;
import java.util.Arrays;

/**
 * Decodes a growing answer by comparing the text of a short window with and without its newest tokens: a piece is sent
 * when the window's text has grown and does not end inside a character.
 */
final class IncrementalDecoder implements TokenStream {
    static final char UNFINISHED = '\uFFFD';

    private final HuggingFaceText text;
    private int[] ids = new int[64];
    private int length;
    private int windowStart;
    private int sent; // tokens whose text has been returned

    IncrementalDecoder(HuggingFaceText text) {
        this.text = text;
    }

    @Override
    public String push(int token) {
        if (length == ids.length) {
            ids = Arrays.copyOf(ids, 2 * length);
        }
        ids[length++] = token;
        String alone = sent == length - 1 ? text.alone(token) : null;
        if (alone != null) { // nothing was held back, and nothing need be
            windowStart = sent;
            sent = length;
            return alone;
        }
        String whole = text.decode(ids, windowStart, length);
        if (!whole.isEmpty() && whole.charAt(whole.length() - 1) == UNFINISHED) {
            return "";
        }
        return advance(whole);
    }

    @Override
    public String flush() {
        return sent == length ? "" : advance(text.decode(ids, windowStart, length));
    }

    private String advance(String whole) {
        String before = text.decode(ids, windowStart, sent);
        String piece = whole.length() > before.length() ? whole.substring(before.length()) : "";
        windowStart = sent;
        sent = length;
        return piece;
    }
}
