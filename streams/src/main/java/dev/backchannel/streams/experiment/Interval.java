package dev.backchannel.streams.experiment;

/** An estimate with its bounds, in the metric's unit. */
public record Interval(double low, double estimate, double high) {
    /** Nothing is known. */
    public static final Interval UNKNOWN = new Interval(Double.NEGATIVE_INFINITY, 0, Double.POSITIVE_INFINITY);

    /** The same as a difference the other way round. */
    public Interval negated() {
        return new Interval(-high, -estimate, -low);
    }
}
