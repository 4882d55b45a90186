package dev.backchannel.streams.config;

/**
 * By how much a metric of the candidate may be worse and still be as good, in the metric's own unit; 0: it is not guarded.
 *
 * @param thumbsUpRate thumbs up per thumb
 * @param editDistance normalised, per turn
 * @param negativeFollowUpRate displeased follow-ups per turn
 * @param acceptanceRate acceptances per turn
 */
public record Margins(double thumbsUpRate, double editDistance, double negativeFollowUpRate, double acceptanceRate) {
    public Margins {
        if (!(thumbsUpRate >= 0 && editDistance >= 0 && negativeFollowUpRate >= 0 && acceptanceRate >= 0)) {
            throw new IllegalArgumentException("margins must be 0 or more, not " + thumbsUpRate + ", " + editDistance
                    + ", " + negativeFollowUpRate + ", " + acceptanceRate);
        }
        if (thumbsUpRate + editDistance + negativeFollowUpRate + acceptanceRate == 0) {
            throw new IllegalArgumentException(
                    "all margins are 0, so nothing would be guarded; give one metric a margin, or set guard=false");
        }
    }

    public static Margins standard() {
        return new Margins(0.05, 0.05, 0.05, 0.05);
    }
}
