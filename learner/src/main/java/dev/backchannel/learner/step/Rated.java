package dev.backchannel.learner.step;

import dev.backchannel.learner.example.Example;

/**
 * An example with what the reference makes of it. The values are those of its first use and travel with it, so that a
 * later use does not depend on what else is in the batch; only another reference makes others.
 *
 * @param reference log π_ref of each answer, summed over its tokens, nats
 */
public record Rated(Example example, double[] reference) {
    public Rated {
        if (reference.length != example.answers().size()) {
            throw new IllegalArgumentException("the preference " + example.id() + " has "
                    + example.answers().size() + " answers, but " + reference.length + " reference values");
        }
    }

    public String id() {
        return example.id();
    }

    /** How far the policy moved in the right direction: Δ of a pair, the signed log-ratio of a label; nats. */
    public double gain(double[] policy) {
        if (example.isPair()) {
            return (policy[0] - reference[0]) - (policy[1] - reference[1]);
        }
        double logRatio = policy[0] - reference[0];
        return example.desirable() ? logRatio : -logRatio;
    }
}
