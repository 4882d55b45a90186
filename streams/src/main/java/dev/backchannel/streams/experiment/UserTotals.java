package dev.backchannel.streams.experiment;

/**
 * What one user contributes to one metric of the form Σ amount / Σ exposures, such as thumbs up per thumb or edit distance
 * per turn.
 *
 * @param amount summed over the experiment, in the metric's unit
 * @param exposures how many times the metric could have moved
 * @param earlierAmount the same before the experiment began, for the variance reduction of {@link Comparison}
 * @param earlierExposures likewise; 0 for a new user
 */
public record UserTotals(double amount, double exposures, double earlierAmount, double earlierExposures) {
    public static final UserTotals NONE = new UserTotals(0, 0, 0, 0);

    /** With one more observation inside the experiment. */
    public UserTotals plus(double moreAmount, double moreExposures) {
        return new UserTotals(amount + moreAmount, exposures + moreExposures, earlierAmount, earlierExposures);
    }

    /** A user who begins an experiment with this history. */
    public static UserTotals since(double earlierAmount, double earlierExposures) {
        return new UserTotals(0, 0, earlierAmount, earlierExposures);
    }

    double[] vector() {
        return new double[] {amount, exposures, earlierAmount, earlierExposures};
    }
}
