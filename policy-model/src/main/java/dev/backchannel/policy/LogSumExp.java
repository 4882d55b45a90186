package dev.backchannel.policy;

/** What turns logits into log-probabilities: log p(v) = z(v) − log Σ exp(z). */
public final class LogSumExp {
    private LogSumExp() {}

    /** Of one row of logits, without overflow. */
    public static double of(float[] logits) {
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
