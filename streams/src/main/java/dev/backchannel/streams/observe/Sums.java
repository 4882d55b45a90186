package dev.backchannel.streams.observe;

import dev.backchannel.avro.ObservedSignals;
import dev.backchannel.avro.Totals;
import dev.backchannel.avro.Turn;
import org.jspecify.annotations.Nullable;

/**
 * Arithmetic on {@link Totals}. All figures are whole numbers but the edit distance, which is of the grain 1/{@value #GRAIN}: so
 * sums and sums of squares are exact as long as they stay below 2^33, and the same in whatever order the turns come.
 */
public final class Sums {
    private static final double GRAIN = 1024;

    private Sums() {}

    public static Totals none() {
        return new Totals(0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L, 0.0, 0L, 0L);
    }

    /** One turn that nobody has reacted to yet. */
    static Totals of(Turn turn) {
        boolean failed = turn.getError() != null && !turn.getError().isEmpty();
        boolean timed = !failed && turn.getLatencyMs() != null;
        boolean measured = !failed && !turn.getAnswerTokenIds().isEmpty();
        Totals one = none();
        one.setTurns(1);
        one.setFailed(failed ? 1 : 0);
        one.setTimed(timed ? 1 : 0);
        one.setLatencyMs(timed ? turn.getLatencyMs() : 0);
        one.setMeasured(measured ? 1 : 0);
        one.setAnswerTokens(measured ? turn.getAnswerTokenIds().size() : 0);
        return one;
    }

    /** @param signals null: none */
    static Totals of(@Nullable ObservedSignals signals) {
        Totals totals = none();
        if (signals != null) {
            totals.setThumbs(signals.getThumbUp() == null ? 0 : 1);
            totals.setThumbsUp(Boolean.TRUE.equals(signals.getThumbUp()) ? 1 : 0);
            totals.setEditDistance(Math.rint(signals.getEditDistance() * GRAIN) / GRAIN);
            totals.setNegativeFollowUps(signals.getNegativeFollowUp() ? 1 : 0);
            totals.setAcceptances(signals.getAccepted() ? 1 : 0);
        }
        return totals;
    }

    public static Totals plus(Totals a, Totals b) {
        return combined(a, b, 1);
    }

    public static Totals minus(Totals a, Totals b) {
        return combined(a, b, -1);
    }

    static boolean isNone(Totals totals) {
        return totals.equals(none());
    }

    private static Totals combined(Totals a, Totals b, int sign) {
        return new Totals(
                a.getTurns() + sign * b.getTurns(),
                a.getFailed() + sign * b.getFailed(),
                a.getTimed() + sign * b.getTimed(),
                a.getLatencyMs() + sign * b.getLatencyMs(),
                a.getMeasured() + sign * b.getMeasured(),
                a.getAnswerTokens() + sign * b.getAnswerTokens(),
                a.getThumbs() + sign * b.getThumbs(),
                a.getThumbsUp() + sign * b.getThumbsUp(),
                a.getEditDistance() + sign * b.getEditDistance(),
                a.getNegativeFollowUps() + sign * b.getNegativeFollowUps(),
                a.getAcceptances() + sign * b.getAcceptances());
    }
}
