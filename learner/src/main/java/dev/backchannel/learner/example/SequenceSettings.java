package dev.backchannel.learner.example;

/**
 * How much of a conversation is trained on.
 *
 * @param tokens longest prompt + answer; longer answers are UNUSABLE
 * @param promptTokens longest prompt; its beginning is cut off where it, or prompt and answer together, are longer
 */
public record SequenceSettings(int tokens, int promptTokens) {
    public SequenceSettings {
        if (tokens < 2) {
            throw new IllegalArgumentException("tokens is " + tokens + ", but must be at least 2");
        }
        if (promptTokens < 1) {
            throw new IllegalArgumentException("promptTokens is " + promptTokens + ", but must be at least 1");
        }
    }
}
