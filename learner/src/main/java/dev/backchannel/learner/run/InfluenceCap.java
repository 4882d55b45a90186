package dev.backchannel.learner.run;

import dev.backchannel.learner.plan.Incoming;
import dev.backchannel.learner.plan.InfluenceSettings;
import dev.backchannel.learner.state.Influence;
import java.util.List;
import java.util.Locale;

/** Bounds what one user teaches within a window, record by record in the order of the log. */
final class InfluenceCap {
    private final InfluenceSettings settings;

    InfluenceCap(InfluenceSettings settings) {
        this.settings = settings;
    }

    /** The record as it came, or capped; {@code influence} learns of what is let through. */
    Incoming apply(Incoming incoming, Influence influence) {
        if (!(incoming instanceof Incoming.Teachable teachable) || admits(teachable, influence)) {
            return incoming;
        }
        return new Incoming.Capped(
                teachable.offset(),
                teachable.arrivedNanos(),
                teachable.example(),
                String.format(
                        Locale.ROOT,
                        "its user has taught %.4g of weight within %s, as much as one user may",
                        settings.largestWeight(),
                        settings.window()));
    }

    /** After a step over these records, which have passed {@link #apply}. */
    Influence after(Influence before, List<Incoming> range) {
        Influence after = before.copy(millis());
        for (Incoming incoming : range) {
            if (incoming instanceof Incoming.Teachable teachable) {
                admits(teachable, after);
            }
        }
        return after.copy(millis());
    }

    Influence copy(Influence influence) {
        return influence.copy(millis());
    }

    private boolean admits(Incoming.Teachable teachable, Influence influence) {
        return influence.admit(teachable.example(), millis(), settings.largestWeight());
    }

    private long millis() {
        return settings.window().toMillis();
    }
}
