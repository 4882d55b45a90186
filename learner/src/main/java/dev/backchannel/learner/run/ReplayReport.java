package dev.backchannel.learner.run;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a replay of the log compares with what was committed.
 *
 * @param checkpointId that was to be reproduced
 * @param step of it
 * @param steps that were taken again and compared, the first checkpoint included
 * @param verdictsDiffer steps that the gate judged otherwise than the log says; the weights do not depend on it
 * @param difference the first step that differs; empty: equal to the byte
 */
public record ReplayReport(
        String checkpointId, long step, int steps, int verdictsDiffer, Optional<Difference> difference) {
    /**
     * @param expected checkpoint_id as committed
     * @param actual checkpoint_id of what the replay made
     */
    public record Difference(long step, @Nullable String expected, String actual) {}

    public boolean equal() {
        return difference.isEmpty();
    }
}
