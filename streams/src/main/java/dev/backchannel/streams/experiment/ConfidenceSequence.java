package dev.backchannel.streams.experiment;

/**
 * A confidence interval that holds at every look at once: with probability at least 1 − α the true difference never leaves it,
 * however often and whenever one looks. The normal mixture boundary (Robbins 1970; Howard et al., arXiv 1810.08240, eq. 14) for
 * a process that is Brownian motion with drift in information time, as an estimate over ever more users is asymptotically
 * (Waudby-Smith et al., arXiv 2103.06476).
 *
 * @param alpha the chance to be wrong, ever
 * @param tightestAt the information, 1 / variance of the estimate, at which the sequence is to be tightest
 */
public record ConfidenceSequence(double alpha, double tightestAt) {
    public ConfidenceSequence {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha must lie between 0 and 1, not " + alpha);
        }
        if (!(tightestAt > 0)) {
            throw new IllegalArgumentException("the information to be tightest at must be positive, not " + tightestAt);
        }
    }

    /** One whose half-width is {@code margin} where it is tightest: so a margin of that size can be decided. */
    public static ConfidenceSequence deciding(double margin, double alpha) {
        double c = spread(alpha);
        double squared = (1 + 1 / c) * (Math.log1p(c) - 2 * Math.log(alpha));
        return new ConfidenceSequence(alpha, squared / (margin * margin));
    }

    /** Information over the mixture's parameter ρ where the boundary is tightest (Howard et al., section 3.5). */
    private static double spread(double alpha) {
        double bits = -2 * Math.log(alpha);
        return bits + Math.log1p(bits);
    }

    /** What the difference lies in, given its estimate and that estimate's variance. */
    public Interval around(double estimate, double variance) {
        double information = 1 / variance;
        double rho = tightestAt / spread(alpha);
        double total = information + rho;
        double radius = Math.sqrt(total * Math.log(total / (rho * alpha * alpha))) / information;
        return new Interval(estimate - radius, estimate, estimate + radius);
    }
}
