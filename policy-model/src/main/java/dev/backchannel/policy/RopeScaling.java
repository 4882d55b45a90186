package dev.backchannel.policy;

/**
 * How rotary frequencies are stretched so that a model reads further than it was first trained for. The unscaled
 * frequency of the pair i of D/2 is θ^(−2i/D), in radians per position.
 */
public sealed interface RopeScaling {
    /** The frequency in use for a pair whose unscaled one is {@code frequency}. */
    double scaled(double frequency, int pair, int headDim, double theta);

    /** The factor on cosine and sine, which scales attention's logits by its square. */
    default double attentionFactor() {
        return 1;
    }

    /** The paper's angles as they are (arXiv 2104.09864). */
    record None() implements RopeScaling {
        @Override
        public double scaled(double frequency, int pair, int headDim, double theta) {
            return frequency;
        }
    }

    /** Position interpolation (arXiv 2306.15595): every angle divided by {@code factor}. */
    record Linear(double factor) implements RopeScaling {
        @Override
        public double scaled(double frequency, int pair, int headDim, double theta) {
            return frequency / factor;
        }
    }

    /**
     * Llama 3.1's rule by wavelength λ = 2π/frequency: short waves stay, long ones are divided by {@code factor}, and in
     * between both are mixed by s = (originalContext/λ − low) / (high − low).
     *
     * @param lowFactor λ above originalContext/lowFactor is long
     * @param highFactor λ below originalContext/highFactor is short
     */
    record Llama3(double factor, double lowFactor, double highFactor, int originalContext) implements RopeScaling {
        @Override
        public double scaled(double frequency, int pair, int headDim, double theta) {
            double turns = originalContext * frequency / (2 * Math.PI);
            double keep = Math.min(1, Math.max(0, (turns - lowFactor) / (highFactor - lowFactor)));
            return keep * frequency + (1 - keep) * frequency / factor;
        }
    }

    /**
     * YaRN (arXiv 2309.00071, "NTK-by-parts"): pairs that turn more than {@code betaFast} times within the original
     * context stay, those that turn less than {@code betaSlow} times are divided by {@code factor}, with a linear ramp
     * over the pairs in between.
     *
     * @param truncate whether the ramp begins and ends at whole pairs, as the released models were trained
     */
    record Yarn(
            double factor,
            int originalContext,
            double betaFast,
            double betaSlow,
            boolean truncate,
            double attentionFactor)
            implements RopeScaling {
        @Override
        public double scaled(double frequency, int pair, int headDim, double theta) {
            double low = pairThatTurns(betaFast, headDim, theta);
            double high = pairThatTurns(betaSlow, headDim, theta);
            double start = Math.max(0, truncate ? Math.floor(low) : low);
            double end = Math.min(headDim - 1, truncate ? Math.ceil(high) : high);
            double width = end == start ? 0.001 : end - start;
            double stretch = Math.min(1, Math.max(0, (pair - start) / width));
            return (1 - stretch) * frequency + stretch * frequency / factor;
        }

        /** The (fractional) pair that turns so many times within the original context. */
        private double pairThatTurns(double turns, int headDim, double theta) {
            return headDim * Math.log(originalContext / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
        }

        /** The factor that the paper recommends (equation 22): 0.1·ln(factor) + 1. */
        public static double recommendedAttentionFactor(double factor) {
            return factor <= 1 ? 1 : 0.1 * Math.log(factor) + 1;
        }
    }
}
