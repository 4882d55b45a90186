package dev.backchannel.policy;

/** Turns the tokens of one growing answer into pieces of text that never split a character. Not thread-safe. */
public interface TokenStream {
    /** Takes the next token and returns the text that has become certain, possibly empty. */
    String push(int token);

    /** Returns what is left, replacing an unfinished character, and ends the stream. */
    String flush();
}
