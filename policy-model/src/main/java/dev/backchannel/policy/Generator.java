package dev.backchannel.policy;

import java.util.List;

/** Answers several prompts at once: a convenience over {@link Decoder} for tests, probes and simulations. */
public final class Generator {
    private final PolicyModel model;

    public Generator(PolicyModel model) {
        this.model = model;
    }

    /**
     * One answer per prompt, in their order. Prompt i draws with {@code parameters.seed() + i}.
     *
     * @param adapterOrNull null for the base
     */
    public List<Generated> generate(Adapter adapterOrNull, List<int[]> prompts, SamplingParameters parameters) {
        throw new UnsupportedOperationException("coming within minutes " + model);
    }
}
