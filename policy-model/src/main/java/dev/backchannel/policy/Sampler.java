package dev.backchannel.policy;

/** Draws tokens of one answer; its randomness is its own, so the batch around it does not matter. Not thread-safe. */
public final class Sampler {
    private final SamplingParameters parameters;

    public Sampler(SamplingParameters parameters) {
        this.parameters = parameters;
    }

    /** Draws the next token from its logits [vocabulary]. */
    public int sample(float[] logits) {
        throw new UnsupportedOperationException("coming within minutes " + parameters);
    }
}
