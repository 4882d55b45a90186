package dev.backchannel.learner.log;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.learner.plan.Incoming;
import java.util.List;
import java.util.Optional;

/**
 * What one transaction makes true at once.
 *
 * @param step that is announced together with its checkpoint; empty: it was announced before, or there is none
 * @param checkpoint empty if records only had to be accounted for
 * @param dispositions of evidence that ends here
 * @param undecodable records for the dead letters
 * @param alerts for the operator
 * @param offset first offset that is not accounted for
 */
public record Commit(
        Optional<LearnerStep> step,
        Optional<Checkpoint> checkpoint,
        List<Disposition> dispositions,
        List<Incoming.Undecodable> undecodable,
        List<OperatorEvent> alerts,
        long offset) {
    public Commit(
            Optional<Checkpoint> checkpoint,
            List<Disposition> dispositions,
            List<Incoming.Undecodable> undecodable,
            List<OperatorEvent> alerts,
            long offset) {
        this(Optional.empty(), checkpoint, dispositions, undecodable, alerts, offset);
    }
}
