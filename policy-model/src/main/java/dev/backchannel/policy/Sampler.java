package dev.backchannel.policy;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws the tokens of one answer. One uniform number is used per token, so that the same seed and logits give the same
 * answer. Not thread-safe.
 */
public final class Sampler {
    private final SamplingParameters parameters;
    private final SplittableRandom random;

    public Sampler(SamplingParameters parameters) {
        this.parameters = parameters;
        this.random = new SplittableRandom(parameters.seed());
    }

    /**
     * Draws the next token from its logits [vocabulary].
     *
     * @throws IllegalStateException if a logit is not a number
     */
    public int sample(float[] logits) {
        int best = argMax(logits);
        if (parameters.temperature() == 0) {
            return best;
        }
        double[] weights = new double[logits.length]; // unnormalised probabilities, the best one 1
        double total = 0;
        for (int i = 0; i < logits.length; i++) {
            weights[i] = Math.exp((logits[i] - logits[best]) / parameters.temperature());
            total += weights[i];
        }
        double point = random.nextDouble();
        return parameters.topP() >= 1 ? draw(weights, total, point) : drawFromNucleus(weights, total, point);
    }

    private static int draw(double[] weights, double total, double point) {
        double left = point * total;
        int last = 0;
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                last = i;
                left -= weights[i];
                if (left < 0) {
                    return i;
                }
            }
        }
        return last;
    }

    private int drawFromNucleus(double[] weights, double total, double point) {
        // A token below this share cannot be needed to reach topP: all such tokens together weigh less than 1 - topP.
        double floor = (1 - parameters.topP()) * total / weights.length;
        int count = 0;
        int[] candidates = new int[weights.length];
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] >= floor) {
                candidates[count++] = i;
            }
        }
        Integer[] ordered = Arrays.stream(candidates, 0, count).boxed().toArray(Integer[]::new);
        Arrays.sort(ordered, (x, y) -> Double.compare(weights[y], weights[x])); // stable: ties by id
        double kept = 0;
        int size = 0;
        while (size < count && kept < parameters.topP() * total) {
            kept += weights[ordered[size++]];
        }
        double left = point * kept;
        for (int i = 0; i < size; i++) {
            left -= weights[ordered[i]];
            if (left < 0) {
                return ordered[i];
            }
        }
        return ordered[size - 1];
    }

    private static int argMax(float[] logits) {
        int best = 0;
        for (int i = 0; i < logits.length; i++) {
            if (Float.isNaN(logits[i])) {
                throw new IllegalStateException(
                        "The logit of token " + i + " is not a number: the weights are broken.");
            }
            if (logits[i] > logits[best]) {
                best = i;
            }
        }
        return best;
    }
}
