package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OperatorEvent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of an operator's command; committed as a whole.
 *
 * @param step that takes the place of one of the learner's own; empty: the command was rejected out of hand
 * @param record of the checkpoint, promoted or refused; empty likewise
 * @param reverted ends of what was learned, if the weights that knew it are given up
 * @param event the one outcome of the command, or an alert; empty: streams has said it all
 * @param next what the learner goes on from
 */
record Intervention(
        Optional<LearnerStep> step,
        Optional<Checkpoint> record,
        List<Disposition> reverted,
        Optional<OperatorEvent> event,
        Standing next) {
    static Intervention rejected(OperatorEvent event, Standing standing) {
        return new Intervention(Optional.empty(), Optional.empty(), List.of(), Optional.of(event), standing);
    }

    /**
     * A step that is made of no preferences.
     *
     * @param erased ids of those that are dropped before it
     */
    static LearnerStep step(
            String policy,
            long number,
            Standing standing,
            long seed,
            String cause,
            @Nullable String anchor,
            List<String> erased) {
        return LearnerStep.newBuilder()
                .setPolicy(policy)
                .setStep(number)
                .setParent(standing.good().id())
                .setRanges(List.of())
                .setPreferenceIds(List.of())
                .setSeed(seed)
                .setCause(cause)
                .setAnchor(anchor)
                .setErased(erased)
                .build();
    }
}
