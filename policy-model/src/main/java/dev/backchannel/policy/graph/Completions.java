package dev.backchannel.policy.graph;

import dev.backchannel.policy.Completion;
import dev.backchannel.policy.ModelConfig;
import java.util.Arrays;
import java.util.List;

/** Checks texts before they run and gives each its part of a flat result. */
final class Completions {
    private Completions() {}

    /** @throws IllegalArgumentException for a text too long for the model or a token outside its vocabulary */
    static void check(List<Completion> batch, ModelConfig config) {
        for (Completion c : batch) {
            if (c.length() > config.contextLength() + 1) {
                throw new IllegalArgumentException("A text of " + c.length() + " tokens exceeds the context length of "
                        + config.contextLength() + ". Shorten the prompt on its left.");
            }
            checkTokens(c.prompt(), config);
            checkTokens(c.completion(), config);
        }
    }

    static void checkTokens(int[] ids, ModelConfig config) {
        for (int id : ids) {
            if (id < 0 || id >= config.vocabularySize()) {
                throw new IllegalArgumentException(
                        "Token " + id + " is outside the vocabulary of " + config.vocabularySize() + ".");
            }
        }
    }

    static float[][] split(float[] flat, List<Completion> batch) {
        float[][] parts = new float[batch.size()][];
        int n = 0;
        for (int i = 0; i < parts.length; i++) {
            int length = batch.get(i).completion().length;
            parts[i] = Arrays.copyOfRange(flat, n, n + length);
            n += length;
        }
        return parts;
    }
}
