package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the log says the learner stands.
 *
 * @param good the checkpoint that the next step starts from: the last that the gate did not refuse
 * @param weights of {@code good}
 * @param optimizer of {@code good}
 * @param state after the last committed checkpoint, refused or not
 * @param consumed first offset that no committed checkpoint covers
 * @param nextStep number of the next step to be announced
 * @param pending a step that was announced but not committed, and must be taken as it was announced
 * @param standing every checkpoint on the topic, oldest first
 */
record Recovered(
        Checkpoint good,
        LoraWeights weights,
        OptimizerState optimizer,
        LearnerState state,
        long consumed,
        long nextStep,
        Optional<LearnerStep> pending,
        List<Checkpoint> standing) {
    /** Of the checkpoint that was committed last, refused or not. */
    Map<String, Double> lastMetrics() {
        return standing.get(standing.size() - 1).getMetrics();
    }
}
