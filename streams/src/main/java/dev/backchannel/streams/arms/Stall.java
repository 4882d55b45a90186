package dev.backchannel.streams.arms;

import dev.backchannel.streams.config.AlertRules;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether a learner that has something to do does nothing. Says so once. */
final class Stall {
    private final AlertRules rules;
    private @Nullable Instant since;
    private boolean said;

    Stall(AlertRules rules) {
        this.rules = rules;
    }

    /**
     * @param waiting offsets that its last checkpoint does not cover
     * @param committedAt when that was committed
     * @param paused an operator wants it to do nothing
     * @return true: an alert is due
     */
    boolean look(Instant now, long waiting, Instant committedAt, boolean paused) {
        boolean idle = paused || waiting < rules.stalledWaiting();
        if (idle || since == null || committedAt.isAfter(since)) {
            since = idle ? null : now.isBefore(committedAt) ? committedAt : now;
            said = false;
            return false;
        }
        boolean stalled = Duration.between(since, now).compareTo(rules.stalledAfter()) >= 0;
        boolean news = stalled && !said;
        said |= stalled;
        return news;
    }
}
