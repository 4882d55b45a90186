package dev.backchannel.policy.graph;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.backchannel.policy.ModelConfig;

/**
 * Rotary position embedding (arXiv 2104.09864) as the tables cos and sin, [positions, head width], in the Hugging Face
 * convention: the angle of dimension i and of i + D/2 at position p is p·θ^(−2i/D). In the sine's first half the sign is
 * turned, so that a rotation is x·cos + roll(x, D/2)·sin.
 */
public final class RopeTable {
    private RopeTable() {}

    public static NDList create(NDManager manager, ModelConfig config, int positions) {
        int width = config.headDim();
        float[] cos = new float[positions * width];
        float[] sin = new float[positions * width];
        for (int p = 0; p < positions; p++) {
            for (int i = 0; i < width; i++) {
                double angle = p * Math.pow(config.ropeTheta(), -2.0 * (i % (width / 2)) / width);
                cos[p * width + i] = (float) Math.cos(angle);
                sin[p * width + i] = (float) (i < width / 2 ? -Math.sin(angle) : Math.sin(angle));
            }
        }
        Shape shape = new Shape(positions, width);
        return Graph.named("rope[]", new NDList(manager.create(cos, shape), manager.create(sin, shape)));
    }
}
