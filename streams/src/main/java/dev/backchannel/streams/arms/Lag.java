package dev.backchannel.streams.arms;

import dev.backchannel.streams.config.AlertRules;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether more comes than is taken in, for long. Says so once, until less than half of it waits. */
final class Lag {
    private final AlertRules rules;
    private @Nullable Instant since;
    private long before;
    private long said;

    Lag(AlertRules rules) {
        this.rules = rules;
    }

    /** @return true: an alert is due */
    boolean look(Instant now, long waiting) {
        if (waiting < said / 2) {
            said = 0;
        }
        boolean grows = waiting > before;
        before = waiting;
        if (!grows || since == null) {
            since = grows ? now : null;
            return false;
        }
        boolean alarming =
                waiting >= rules.lagLeast() && Duration.between(since, now).compareTo(rules.lagFor()) >= 0 && said == 0;
        if (alarming) {
            said = waiting;
        }
        return alarming;
    }
}
