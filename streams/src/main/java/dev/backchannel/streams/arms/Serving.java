package dev.backchannel.streams.arms;

import dev.backchannel.arms.Experiments;
import dev.backchannel.avro.ExperimentState;
import dev.backchannel.topics.Arms;
import java.util.Objects;

/** What the arms of an experiment serve: a checkpoint_id, or {@link Arms#BASE}. */
final class Serving {
    private Serving() {}

    static String control(ExperimentState state) {
        return Experiments.pinOf(state.getExperiment(), Arms.CONTROL).orElse(Arms.BASE);
    }

    static String candidate(ExperimentState state) {
        return Experiments.pinOf(state.getExperiment(), Arms.CANDIDATE)
                .orElse(Objects.requireNonNullElse(state.getNewest(), Arms.BASE));
    }

    static boolean isDirect(ExperimentState state) {
        return state.getExperiment().getMode().equals(Arms.DIRECT);
    }

    /** Whether there is a share for each arm, so that they can be compared. */
    static boolean isSplit(ExperimentState state) {
        double share = Arms.share(state.getExperiment(), Arms.CANDIDATE);
        return share > 0 && share < 1;
    }
}
