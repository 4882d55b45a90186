package dev.backchannel.policy;

import dev.backchannel.policy.graph.WeightLayout;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Random weights of a model that has learned nothing (GPT-2's scheme). */
public final class InitialWeights {
    private static final double SIGMA = 0.02;

    private InitialWeights() {}

    /** By name in the file: matrices normal, residual outputs narrower by √(2·layers), norms 1, biases 0. */
    public static Map<String, float[]> draw(ModelConfig config, long seed) {
        Random random = new Random(seed);
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (WeightLayout.Slot slot : WeightLayout.slots(config)) {
            if (slot.present() && !weights.containsKey(slot.name())) {
                weights.put(slot.name(), draw(slot, config, random));
            }
        }
        return weights;
    }

    private static float[] draw(WeightLayout.Slot slot, ModelConfig config, Random random) {
        float[] values = new float[slot.size()];
        if (slot.isMatrix()) {
            boolean residual =
                    slot.name().endsWith("o_proj.weight") || slot.name().endsWith("down_proj.weight");
            double sigma = residual ? SIGMA / Math.sqrt(2.0 * config.layers()) : SIGMA;
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * sigma);
            }
        } else if (slot.name().endsWith("norm.weight")) {
            Arrays.fill(values, 1f);
        }
        return values;
    }
}
