package dev.backchannel.learner.example;

import dev.backchannel.topics.Topic;

/**
 * How much of a conversation is trained on.
 *
 * @param tokens longest prompt + answer; longer answers are UNUSABLE
 * @param promptTokens longest prompt; its beginning is cut off where it, or prompt and answer together, are longer
 */
public record SequenceSettings(int tokens, int promptTokens) {
    private static final int LEAST_RECORD = 256 << 10;
    private static final int BYTES_PER_TOKEN = 64;

    public SequenceSettings {
        if (tokens < 2) {
            throw new IllegalArgumentException("tokens is " + tokens + ", but must be at least 2");
        }
        if (promptTokens < 1) {
            throw new IllegalArgumentException("promptTokens is " + promptTokens + ", but must be at least 1");
        }
    }

    /**
     * Bytes of the largest preference that may teach. Much more than such a sequence takes; but what taught is kept as it
     * is, in every checkpoint, and a hundred of the largest records would not fit into memory.
     */
    public int largestRecord() {
        return (int) Math.max(LEAST_RECORD, Math.min(Topic.MAX_RECORD_BYTES, (long) BYTES_PER_TOKEN * tokens));
    }
}
