package dev.backchannel.server.policies;

import dev.backchannel.avro.Experiment;
import dev.backchannel.topics.Arms;
import java.util.Map;

/**
 * What every arm serves.
 *
 * @param experiment how users are divided over the arms
 * @param checkpoints arm → checkpoint id, or {@code base}; an arm that is not in it serves the base
 */
public record ArmTable(Experiment experiment, Map<String, String> checkpoints) {
    public ArmTable {
        checkpoints = Map.copyOf(checkpoints);
    }

    public String checkpoint(String arm) {
        return checkpoints.getOrDefault(arm, ServedPolicy.BASE);
    }

    /** What serves those who do not take part in the experiment. */
    public String candidate() {
        return checkpoint(Arms.CANDIDATE);
    }
}
