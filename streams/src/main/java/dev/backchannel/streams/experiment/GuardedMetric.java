package dev.backchannel.streams.experiment;

/**
 * A metric that a guard watches.
 *
 * @param name as in the records, such as {@code thumbs_up_rate}
 * @param higherIsBetter which way harm lies
 * @param margin how much worse, in the metric's unit, is still as good: promotion needs to rule out more than that
 */
public record GuardedMetric(String name, boolean higherIsBetter, double margin) {
    public GuardedMetric {
        if (!(margin > 0)) {
            throw new IllegalArgumentException(
                    "margin of " + name + " must be positive, in the metric's own unit, not " + margin);
        }
    }

    /** The difference candidate − control turned so that above 0 is harm. */
    Interval harm(Interval difference) {
        return higherIsBetter ? difference.negated() : difference;
    }
}
