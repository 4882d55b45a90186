package dev.backchannel.policy.reference;

import dev.backchannel.policy.AdamWConfig;
import dev.backchannel.policy.LoraGradients;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.Matrix;
import java.util.Map;
import java.util.TreeMap;

/** AdamW (Loshchilov and Hutter, arXiv 1711.05101, algorithm 2) in double precision, one element after another. */
public final class ScalarAdamW {
    private final AdamWConfig config;
    private final Map<String, double[]> weights = new TreeMap<>();
    private final Map<String, double[]> first = new TreeMap<>();
    private final Map<String, double[]> second = new TreeMap<>();
    private int step;

    public ScalarAdamW(LoraWeights initial, AdamWConfig config) {
        this.config = config;
        initial.matrices().forEach((name, matrix) -> {
            double[] values = new double[matrix.values().length];
            for (int i = 0; i < values.length; i++) {
                values[i] = matrix.values()[i];
            }
            weights.put(name, values);
            first.put(name, new double[values.length]);
            second.put(name, new double[values.length]);
        });
    }

    public void step(LoraGradients gradients) {
        step++;
        double norm = gradients.norm();
        double cut = norm > config.maxGradientNorm() ? config.maxGradientNorm() / norm : 1;
        for (Map.Entry<String, double[]> entry : weights.entrySet()) {
            double[] w = entry.getValue();
            double[] m = first.get(entry.getKey());
            double[] v = second.get(entry.getKey());
            float[] g = gradients.matrices().get(entry.getKey()).values();
            for (int i = 0; i < w.length; i++) {
                double gradient = cut * g[i];
                m[i] = config.beta1() * m[i] + (1 - config.beta1()) * gradient;
                v[i] = config.beta2() * v[i] + (1 - config.beta2()) * gradient * gradient;
                double mean = m[i] / (1 - Math.pow(config.beta1(), step));
                double square = v[i] / (1 - Math.pow(config.beta2(), step));
                w[i] -= config.learningRate()
                        * (mean / (Math.sqrt(square) + config.epsilon()) + config.weightDecay() * w[i]);
            }
        }
    }

    /** The largest difference of any weight. */
    public double distance(LoraWeights others) {
        double largest = 0;
        for (Map.Entry<String, double[]> entry : weights.entrySet()) {
            Matrix other = others.matrices().get(entry.getKey());
            for (int i = 0; i < entry.getValue().length; i++) {
                largest = Math.max(largest, Math.abs(entry.getValue()[i] - other.values()[i]));
            }
        }
        return largest;
    }
}
