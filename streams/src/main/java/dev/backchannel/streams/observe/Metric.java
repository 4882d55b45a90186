package dev.backchannel.streams.observe;

import dev.backchannel.avro.Totals;
import dev.backchannel.streams.experiment.UserTotals;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The metrics that may be guarded: each is Σ amount / Σ exposures over an arm's turns. */
public enum Metric {
    /** Thumbs up per thumb. */
    THUMBS_UP_RATE(true, Totals::getThumbsUp, Totals::getThumbs),
    /** Normalised token edit distance per turn; 0 where nothing was edited. */
    EDIT_DISTANCE(false, Totals::getEditDistance, Totals::getTurns),
    /** Displeased follow-ups per turn. */
    NEGATIVE_FOLLOW_UP_RATE(false, Totals::getNegativeFollowUps, Totals::getTurns),
    /** Acceptances per turn. */
    ACCEPTANCE_RATE(true, Totals::getAcceptances, Totals::getTurns);

    private final boolean higherIsBetter;
    private final ToDoubleFunction<Totals> amount;
    private final ToDoubleFunction<Totals> exposures;

    Metric(boolean higherIsBetter, ToDoubleFunction<Totals> amount, ToDoubleFunction<Totals> exposures) {
        this.higherIsBetter = higherIsBetter;
        this.amount = amount;
        this.exposures = exposures;
    }

    /** As it is written in records: {@code thumbs_up_rate}. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean higherIsBetter() {
        return higherIsBetter;
    }

    /** Over these turns; NaN without exposures. */
    public double mean(Totals totals) {
        return amount.applyAsDouble(totals) / exposures.applyAsDouble(totals);
    }

    /** What one user contributes. */
    UserTotals of(Totals totals, Totals earlier) {
        return new UserTotals(
                amount.applyAsDouble(totals),
                exposures.applyAsDouble(totals),
                amount.applyAsDouble(earlier),
                exposures.applyAsDouble(earlier));
    }
}
