package dev.backchannel.policy.graph;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.backchannel.policy.ModelConfig;
import dev.backchannel.policy.RopeScaling;

/**
 * Rotary position embedding (arXiv 2104.09864) as the tables cos and sin, [positions, head width], in the Hugging Face
 * convention: the angle of dimension i and of i + D/2 at position p is p·θ^(−2i/D). In the sine's first half the sign is
 * turned, so that a rotation is x·cos + roll(x, D/2)·sin. A scaling ({@link RopeScaling}) changes the frequencies, and
 * multiplies both tables by its attention factor.
 */
public final class RopeTable {
    private RopeTable() {}

    public static NDList create(NDManager manager, ModelConfig config, int positions) {
        int width = config.headDim();
        int half = width / 2;
        float[] cos = new float[positions * width];
        float[] sin = new float[positions * width];
        for (int i = 0; i < half; i++) {
            double frequency = frequency(config, i);
            double scale = config.ropeScaling().attentionFactor();
            for (int p = 0; p < positions; p++) {
                float c = (float) (scale * Math.cos(p * frequency));
                float s = (float) (scale * Math.sin(p * frequency));
                cos[p * width + i] = c;
                cos[p * width + half + i] = c;
                sin[p * width + i] = -s;
                sin[p * width + half + i] = s;
            }
        }
        Shape shape = new Shape(positions, width);
        return Graph.named("rope[]", new NDList(manager.create(cos, shape), manager.create(sin, shape)));
    }

    private static double frequency(ModelConfig config, int pair) {
        double unscaled = Math.pow(config.ropeTheta(), -2.0 * pair / config.headDim());
        return config.ropeScaling().scaled(unscaled, pair, config.headDim(), config.ropeTheta());
    }
}
