package dev.backchannel.policy.reference;

import dev.backchannel.policy.ModelConfig;
import dev.backchannel.policy.RopeScaling;

/**
 * How far each pair of a head turns per position, from the papers: rotary embedding (2104.09864), position interpolation
 * (2306.15595), YaRN (2309.00071, equations 17 to 22; transformers documents
 * that its ramp's ends are rounded outwards unless {@code truncate} is false), and the rule of Llama 3.1's model card, case by case.
 */
final class ScalarAngles {
    private ScalarAngles() {}

    static double perPosition(ModelConfig c, int pair) {
        int width = c.headDim();
        double wavelength = 2 * Math.PI * Math.pow(c.ropeTheta(), 2.0 * pair / width);
        double plain = 2 * Math.PI / wavelength;
        RopeScaling scaling = c.ropeScaling();
        if (scaling instanceof RopeScaling.Linear linear) {
            return plain / linear.factor();
        }
        if (scaling instanceof RopeScaling.Llama3 llama) {
            double longest = llama.originalContext() / llama.lowFactor();
            double shortest = llama.originalContext() / llama.highFactor();
            if (wavelength < shortest) {
                return plain;
            }
            if (wavelength > longest) {
                return plain / llama.factor();
            }
            double smooth = (llama.originalContext() / wavelength - llama.lowFactor())
                    / (llama.highFactor() - llama.lowFactor());
            return (1 - smooth) * plain / llama.factor() + smooth * plain;
        }
        if (scaling instanceof RopeScaling.Yarn yarn) {
            double first = dimension(c, yarn, yarn.betaFast());
            double last = dimension(c, yarn, yarn.betaSlow());
            if (yarn.truncate()) {
                first = Math.floor(first);
                last = Math.ceil(last);
            }
            first = Math.max(first, 0);
            last = Math.min(last, c.headDim() - 1);
            double interpolated = pair <= first ? 0 : pair >= last ? 1 : (pair - first) / (last - first);
            return plain * (1 - interpolated) + plain / yarn.factor() * interpolated;
        }
        return plain;
    }

    /** The pair i with context = turns · 2π · θ^(2i/D), solved for i. */
    private static double dimension(ModelConfig c, RopeScaling.Yarn yarn, double turns) {
        double perTurn = yarn.originalContext() / (2 * Math.PI * turns);
        return c.headDim() / 2.0 * Math.log(perTurn) / Math.log(c.ropeTheta());
    }

    /** How much a rotated pair is longer than before: YaRN's √(1/t), 0.1·ln(s) + 1 in the paper, or what is stated. */
    static double length(ModelConfig c) {
        return c.ropeScaling() instanceof RopeScaling.Yarn yarn ? yarn.attentionFactor() : 1;
    }
}
