package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the log says the learner stands.
 *
 * @param good the last checkpoint that the gate did not refuse
 * @param from what the next step starts from: {@code good}, or a refused one that training goes on from
 * @param state after the last committed checkpoint, refused or not
 * @param anchor weights of the reference policy; empty is the base
 * @param returns how often training has returned to {@code good}
 * @param streak refused steps from there to {@code from}
 * @param nextStep number of the next step to be announced
 * @param pending a step that was announced but not committed, and must be taken as it was announced
 * @param committed every checkpoint on the topic, in the order of their steps
 */
record Recovered(
        Written good,
        Written from,
        LearnerState state,
        Optional<LoraWeights> anchor,
        long returns,
        int streak,
        long nextStep,
        Optional<LearnerStep> pending,
        List<Checkpoint> committed) {
    /** A checkpoint's record, its files, and the learner's state among them. */
    record Written(Checkpoint record, CheckpointContent content, LearnerState state) {
        private Footing on(PolicyModel model) {
            return new Footing(record, content.adapter(), content.optimizer(), model.adapter(content.adapter()), state);
        }
    }

    /** Puts it all on the device. */
    Standing standing(PolicyModel model) {
        Footing firm = good.on(model);
        Reference reference = anchor.map(weights -> new Reference(good.record().getAnchor(), model.adapter(weights)))
                .orElse(Reference.BASE);
        return new Standing(firm, streak == 0 ? firm : from.on(model), state, reference, returns, streak, nextStep);
    }

    /** First offset that no committed checkpoint covers. */
    long consumed() {
        return last().getConsumedOffset();
    }

    /** Of the checkpoint that was committed last, refused or not. */
    Map<String, Double> lastMetrics() {
        return last().getMetrics();
    }

    private Checkpoint last() {
        return committed.get(committed.size() - 1);
    }
}
