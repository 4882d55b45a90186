package dev.backchannel.streams.experiment;

/**
 * Candidate less control in one metric R = Σ amount / Σ exposures. Its variance treats users as the independent units (the
 * delta method for ratios, Deng et al., arXiv 1803.06336), so that a user with many turns does not count as many users.
 * With {@code usingHistory} what the users did before the experiment is regressed out (CUPED, Deng et al. 2013); a history can
 * only come from before, so that this moves no expectation.
 */
public record Comparison(boolean usingHistory) {
    private static final double NO_VARIANCE = 1e-12;

    /**
     * The difference and its variance; the variance is NaN while an arm has fewer than two users, no exposures, or no
     * variation at all.
     */
    public Difference of(Moments control, Moments candidate) {
        if (control.users() < 2 || candidate.users() < 2) {
            return Difference.UNKNOWN;
        }
        double theta = usingHistory ? theta(control, candidate) : 0;
        double earlier = theta == 0 ? 0 : ratio(control.plus(candidate), 2, 3);
        Difference a = arm(control, theta, earlier);
        Difference b = arm(candidate, theta, earlier);
        double variance = a.variance() + b.variance();
        return variance > NO_VARIANCE
                ? new Difference(b.estimate() - a.estimate(), variance)
                : new Difference(b.estimate() - a.estimate(), Double.NaN);
    }

    private static Difference arm(Moments arm, double theta, double earlier) {
        double ratio = ratio(arm, 0, 1);
        double exposures = arm.mean(new double[] {0, 1, 0, 0});
        double[] residual = {1, -ratio, -theta, theta * earlier};
        return new Difference(
                ratio + arm.mean(residual) / exposures,
                Math.max(0, arm.covariance(residual, residual)) / (arm.users() * exposures * exposures));
    }

    /** The slope of a user's residual on the residual of their history, the same for both arms. */
    private static double theta(Moments control, Moments candidate) {
        double earlier = ratio(control.plus(candidate), 2, 3);
        if (Double.isNaN(earlier)) {
            return 0;
        }
        double[] history = {0, 0, 1, -earlier};
        double shared = 0;
        double own = 0;
        for (Moments arm : new Moments[] {control, candidate}) {
            shared += arm.users() * arm.covariance(new double[] {1, -ratio(arm, 0, 1), 0, 0}, history);
            own += arm.users() * arm.covariance(history, history);
        }
        return own > NO_VARIANCE ? shared / own : 0;
    }

    private static double ratio(Moments arm, int amount, int exposures) {
        return arm.sums()[amount] / arm.sums()[exposures];
    }

    /** An estimate and its variance. */
    public record Difference(double estimate, double variance) {
        static final Difference UNKNOWN = new Difference(Double.NaN, Double.NaN);

        public boolean isKnown() {
            return variance > 0 && Double.isFinite(estimate);
        }
    }
}
