package dev.backchannel.standalone.operation;

import dev.backchannel.arms.ArmCommands;
import dev.backchannel.arms.CheckpointHistory;
import dev.backchannel.arms.Experiments;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.standalone.UserError;
import dev.backchannel.topics.Arms;
import java.util.List;
import java.util.Optional;

/**
 * What commands about arms are made from.
 *
 * @param experimentId of this policy
 * @param written what streams wrote last; empty: nothing yet
 * @param checkpoints that stand, oldest first
 */
public record ArmsNow(String experimentId, Optional<Experiment> written, List<Checkpoint> checkpoints) {

    /**
     * The whole id of what somebody typed.
     *
     * @param typed an id, its beginning, or {@code base}
     * @throws UserError if no checkpoint or several begin so
     */
    public String checkpoint(String typed) {
        if (typed.equals(Arms.BASE)) {
            return typed;
        }
        List<String> ids = checkpoints.stream()
                .map(Checkpoint::getCheckpointId)
                .filter(id -> id.startsWith(typed))
                .toList();
        if (ids.size() != 1) {
            throw UserError.usage((ids.isEmpty() ? "no checkpoint's id begins" : ids.size() + " checkpoints' ids begin")
                    + " with '" + typed + "'; ops status shows what is served");
        }
        return ids.get(0);
    }

    /** The command with what it leaves open decided by what stands now. */
    public OperatorCommand decided(OperatorCommand command) {
        return ArmCommands.decided(
                command,
                written.orElseGet(() -> Experiments.direct(experimentId, 0)),
                CheckpointHistory.of(checkpoints));
    }
}
