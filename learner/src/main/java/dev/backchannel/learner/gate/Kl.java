package dev.backchannel.learner.gate;

/** KL divergence of two next-token distributions, exactly: over the whole vocabulary. */
final class Kl {
    private Kl() {}

    /** Σ_v p(v) [log p(v) − log q(v)] with p and q the softmax of [vocabulary] logits; nats. */
    static double of(float[] p, float[] q) {
        double normP = logSumExp(p);
        double normQ = logSumExp(q);
        double kl = 0;
        for (int v = 0; v < p.length; v++) {
            double logP = p[v] - normP;
            kl += Math.exp(logP) * (logP - (q[v] - normQ));
        }
        return kl;
    }

    private static double logSumExp(float[] logits) {
        double most = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            most = Math.max(most, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - most);
        }
        return most + Math.log(sum);
    }
}
