package dev.backchannel.policy;

import java.util.List;
import java.util.Set;

/** Text to token ids and back. Thread-safe. */
public interface Tokenizer {
    /** Encodes {@code text} as it stands: nothing is added; special tokens spelt out in it become special tokens. */
    int[] encode(String text);

    /** Decodes {@code ids}, leaving special tokens out. */
    String decode(int[] ids);

    /** A decoder for one answer that is still being made. */
    TokenStream stream();

    /** The ids that end an assistant's turn. */
    Set<Integer> endOfTurnIds();

    /** The spellings of special tokens, which must not take effect when a user writes them. */
    List<String> specialTexts();

    int vocabularySize();
}
