package dev.backchannel.policy;

import java.util.List;

/**
 * How an answer is drawn.
 *
 * @param temperature divides the logits; 0 takes the most likely token
 * @param topP keeps the smallest set of tokens whose probability reaches it (nucleus sampling, arXiv 1904.09751)
 * @param maxTokens at most so many new tokens
 * @param seed the same seed, prompt and weights give the same answer, whatever else is in the batch
 * @param stop texts that end the answer; they are not part of it
 */
public record SamplingParameters(double temperature, double topP, int maxTokens, long seed, List<String> stop) {
    public SamplingParameters {
        if (!(temperature >= 0) || temperature > 100) {
            throw new IllegalArgumentException("temperature is " + temperature + ", but must be between 0 and 100.");
        }
        if (!(topP > 0) || topP > 1) {
            throw new IllegalArgumentException("top_p is " + topP + ", but must be above 0 and at most 1.");
        }
        if (maxTokens < 1) {
            throw new IllegalArgumentException("max_tokens is " + maxTokens + ", but must be at least 1.");
        }
        stop = List.copyOf(stop);
        if (stop.stream().anyMatch(String::isEmpty)) {
            throw new IllegalArgumentException("A stop text is empty, but must hold at least one character.");
        }
    }

    public static SamplingParameters greedy(int maxTokens) {
        return new SamplingParameters(0, 1, maxTokens, 0, List.of());
    }

    public SamplingParameters withSeed(long newSeed) {
        return new SamplingParameters(temperature, topP, maxTokens, newSeed, stop);
    }
}
