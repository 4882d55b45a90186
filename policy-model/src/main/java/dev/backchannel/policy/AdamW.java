package dev.backchannel.policy;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * AdamW on the host (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2), one element after another in double
 * precision, so that the same input gives the same bytes on every machine.
 */
public final class AdamW {
    private AdamW() {}

    /**
     * What a step makes.
     *
     * @param gradientNorm global norm before clipping
     */
    public record Update(LoraWeights weights, OptimizerState state, double gradientNorm) {}

    public static Update step(LoraWeights weights, OptimizerState state, LoraGradients gradients, AdamWConfig config) {
        requireSameKeys(weights, state, gradients);
        long t = state.step() + 1;
        double norm = gradients.norm();
        double clip = norm > config.maxGradientNorm() ? config.maxGradientNorm() / norm : 1;
        double correction1 = 1 - Math.pow(config.beta1(), t);
        double correction2 = 1 - Math.pow(config.beta2(), t);
        SortedMap<String, Matrix> nextWeights = new TreeMap<>();
        SortedMap<String, Matrix> nextFirst = new TreeMap<>();
        SortedMap<String, Matrix> nextSecond = new TreeMap<>();
        weights.matrices().forEach((name, matrix) -> {
            float[] w = matrix.values().clone();
            float[] m = state.first().get(name).values().clone();
            float[] v = state.second().get(name).values().clone();
            float[] g = gradients.matrices().get(name).values();
            for (int i = 0; i < w.length; i++) {
                double gradient = clip * g[i];
                double mi = config.beta1() * m[i] + (1 - config.beta1()) * gradient;
                double vi = config.beta2() * v[i] + (1 - config.beta2()) * gradient * gradient;
                double direction = (mi / correction1) / (Math.sqrt(vi / correction2) + config.epsilon());
                m[i] = (float) mi;
                v[i] = (float) vi;
                w[i] = (float) (w[i] - config.learningRate() * (direction + config.weightDecay() * w[i]));
            }
            nextWeights.put(name, new Matrix(matrix.rows(), matrix.columns(), w));
            nextFirst.put(name, new Matrix(matrix.rows(), matrix.columns(), m));
            nextSecond.put(name, new Matrix(matrix.rows(), matrix.columns(), v));
        });
        return new Update(
                new LoraWeights(weights.config(), nextWeights), new OptimizerState(t, nextFirst, nextSecond), norm);
    }

    private static void requireSameKeys(LoraWeights weights, OptimizerState state, LoraGradients gradients) {
        weights.matrices().forEach((name, matrix) -> {
            Matrix first = state.first().get(name);
            Matrix second = state.second().get(name);
            Matrix gradient = gradients.matrices().get(name);
            if (first == null || second == null || gradient == null) {
                throw new IllegalArgumentException("No moment or gradient for " + name + ": of another adapter?");
            }
            if (!matrix.sameShape(first) || !matrix.sameShape(second) || !matrix.sameShape(gradient)) {
                throw new IllegalArgumentException(name + " is " + matrix + ", but its gradient is " + gradient
                        + " and its moments " + first + " and " + second + ".");
            }
        });
    }
}
