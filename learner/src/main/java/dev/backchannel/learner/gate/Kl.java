package dev.backchannel.learner.gate;

import dev.backchannel.policy.LogSumExp;

/** KL divergence of two next-token distributions, exactly: over the whole vocabulary. */
final class Kl {
    private Kl() {}

    /** Σ_v p(v) [log p(v) − log q(v)] with p and q the softmax of [vocabulary] logits; nats. */
    static double of(float[] p, float[] q) {
        double normP = LogSumExp.of(p);
        double normQ = LogSumExp.of(q);
        double kl = 0;
        for (int v = 0; v < p.length; v++) {
            double logP = p[v] - normP;
            kl += Math.exp(logP) * (logP - (q[v] - normQ));
        }
        return kl;
    }
}
