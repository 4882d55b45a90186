package dev.backchannel.streams.experiment;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Were users split as asked? A test that may be looked at after every user: the Bayes factor of a Dirichlet-multinomial, centred
 * on the asked shares, against exactly these shares; it exceeds 1/α with probability at most α, ever, if they hold (Lindon and
 * Malek, arXiv 2011.03567).
 *
 * @param alpha the chance of a false alarm
 * @param strength of the prior, in users: small finds gross errors at once, large finds small ones late
 */
public record SampleRatio(double alpha, double strength) {
    public static final SampleRatio DEFAULT = new SampleRatio(0.001, 100);

    /**
     * Whether the split is surely not the one asked for.
     *
     * @param users in each arm
     * @param shares asked for, of the same length, positive, summing to 1
     */
    public boolean mismatched(long[] users, double[] shares) {
        return logBayesFactor(users, shares) > -Math.log(alpha);
    }

    /** The chance of such a split, at any look, if the shares hold: at most one over the Bayes factor. */
    public double pValue(long[] users, double[] shares) {
        return Math.min(1, Math.exp(-logBayesFactor(users, shares)));
    }

    /** Natural logarithm of the evidence against the asked shares. */
    public double logBayesFactor(long[] users, double[] shares) {
        if (users.length != shares.length || Math.abs(Arrays.stream(shares).sum() - 1) > 1e-9) {
            throw new IllegalArgumentException("shares " + Arrays.toString(shares) + " for " + users.length
                    + " arms: one share for each arm, summing to 1, is needed");
        }
        double log = LogGamma.value(strength)
                - LogGamma.value(strength + Arrays.stream(users).sum());
        for (int i = 0; i < users.length; i++) {
            double prior = strength * shares[i];
            log += LogGamma.value(prior + users[i]) - LogGamma.value(prior) - users[i] * Math.log(shares[i]);
        }
        return log;
    }
}
