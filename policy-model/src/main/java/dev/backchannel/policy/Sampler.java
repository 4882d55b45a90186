package dev.backchannel.policy;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Draws the tokens of one answer. One uniform number is used per token, so that the same seed and logits give the same
 * answer. Not thread-safe.
 */
public final class Sampler {
    /** What all tokens together may weigh that are never drawn, against the best one: e to the minus 14. */
    private static final double NEVER = 14;

    private static final ThreadLocal<double[]> WEIGHTS = ThreadLocal.withInitial(() -> new double[0]);

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
        double[] weights = weights(logits.length); // unnormalised probabilities, the best one 1
        double perDegree = 1 / parameters.temperature();
        double least = -NEVER - Math.log(logits.length);
        float top = logits[best];
        double total = 0;
        for (int i = 0; i < logits.length; i++) {
            double power = (logits[i] - top) * perDegree;
            double weight = power < least ? 0 : FastExp.of(power);
            weights[i] = weight;
            total += weight;
        }
        double point = random.nextDouble();
        return parameters.topP() >= 1
                ? draw(weights, logits.length, total, point)
                : drawFromNucleus(weights, logits.length, total, point);
    }

    private static double[] weights(int size) {
        double[] weights = WEIGHTS.get();
        if (weights.length < size) {
            weights = new double[size];
            WEIGHTS.set(weights);
        }
        return weights;
    }

    private static int draw(double[] weights, int size, double total, double point) {
        double left = point * total;
        int last = 0;
        for (int i = 0; i < size; i++) {
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

    private int drawFromNucleus(double[] weights, int size, double total, double point) {
        // A token below this share cannot be needed to reach topP: all such tokens together weigh less than 1 - topP.
        double floor = (1 - parameters.topP()) * total / size;
        long[] candidates = new long[64];
        int count = 0;
        for (int i = 0; i < size; i++) {
            if (weights[i] >= floor && weights[i] > 0) {
                if (count == candidates.length) {
                    candidates = Arrays.copyOf(candidates, 2 * count);
                }
                // Sorts by weight, and of equal ones the lower id last.
                candidates[count++] = ((long) Float.floatToRawIntBits((float) weights[i]) << 32) | (~i & 0xffffffffL);
            }
        }
        Arrays.sort(candidates, 0, count);
        double kept = 0;
        int first = count; // of those that are kept
        while (first > 0 && kept < parameters.topP() * total) {
            kept += weights[id(candidates[--first])];
        }
        double left = point * kept;
        for (int i = count - 1; i >= first; i--) {
            left -= weights[id(candidates[i])];
            if (left < 0) {
                return id(candidates[i]);
            }
        }
        return id(candidates[first]);
    }

    private static int id(long candidate) {
        return ~(int) candidate;
    }

    private static int argMax(float[] logits) {
        int best = 0;
        float top = logits[0];
        for (int i = 0; i < logits.length; i++) {
            float logit = logits[i];
            if (logit > top) {
                top = logit;
                best = i;
            } else if (Float.isNaN(logit)) {
                throw new IllegalStateException(
                        "The logit of token " + i + " is not a number: the weights are broken.");
            }
        }
        return best;
    }
}
