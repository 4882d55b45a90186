package dev.backchannel.streams.arms;

import dev.backchannel.arms.CheckpointHistory;
import dev.backchannel.arms.Experiments;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.ExperimentState;
import dev.backchannel.streams.config.ExperimentRules;
import dev.backchannel.topics.Arms;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What happens to an experiment but by commands, which {@link dev.backchannel.arms.ArmCommands} knows. Whatever changes what is
 * compared begins a new epoch; a candidate that moves on by itself, in direct mode, does not: there the policy as it learns is
 * compared with what it was.
 */
final class Moves {
    private final CheckpointHistory history;
    private final Instant now;

    Moves(CheckpointHistory history, Instant now) {
        this.history = history;
        this.now = now;
    }

    /** The first state there is. */
    static ExperimentState begun(String id, ExperimentRules rules, Instant now) {
        Experiment direct = Experiments.split(Experiments.direct(id, 0), rules.share());
        boolean isDirect = mode(rules).equals(Arms.DIRECT);
        return ExperimentState.newBuilder()
                .setExperiment(
                        Experiment.newBuilder(isDirect ? direct : Experiments.pinned(direct, Arms.CANDIDATE, Arms.BASE))
                                .setMode(mode(rules))
                                .setEpochAt(now)
                                .build())
                .setConfiguredShare(rules.share())
                .build();
    }

    /** As configuration has it now; a split that a command asked for stays until configuration changes. */
    ExperimentState configured(ExperimentState state, ExperimentRules rules) {
        Experiment experiment = state.getExperiment();
        boolean sameMode = experiment.getMode().equals(mode(rules));
        boolean sameShare = Double.valueOf(rules.share()).equals(state.getConfiguredShare());
        if (sameMode && sameShare) {
            return state;
        }
        Experiment split = sameShare ? experiment : Experiments.split(experiment, rules.share());
        Experiment other = Experiment.newBuilder(split)
                .setMode(mode(rules))
                .setCommandId(null)
                .build();
        ExperimentState after = ExperimentState.newBuilder(with(state, other))
                .setConfiguredShare(rules.share())
                .build();
        boolean stays = sameMode || experiment.getHeld();
        return newEpoch(stays ? after : withCandidate(after, next(after)));
    }

    /** After a command. In experiment mode a candidate that is the control by now gives way to the next one. */
    ExperimentState commanded(ExperimentState state, Experiment wanted) {
        ExperimentState after = recounted(with(state, wanted));
        boolean idle = !Serving.isDirect(after)
                && !wanted.getHeld()
                && (Experiments.pinOf(wanted, Arms.CANDIDATE).isEmpty()
                        || Serving.candidate(after).equals(Serving.control(after)));
        return newEpoch(idle ? withCandidate(after, next(after)) : after);
    }

    /** Checkpoints have come or gone. In experiment mode one that is newer than the control becomes the candidate, if there is none. */
    ExperimentState offered(ExperimentState state) {
        ExperimentState after = recounted(state);
        boolean idle = !Serving.isDirect(after)
                && !after.getExperiment().getHeld()
                && Serving.candidate(after).equals(Serving.control(after));
        return idle ? replaced(after) : after;
    }

    /** The candidate gives way to the newest checkpoint, if that is newer than what the arms serve. */
    ExperimentState replaced(ExperimentState state) {
        String next = next(state);
        boolean isNews = next != null && !next.equals(Serving.candidate(state)) && !next.equals(Serving.control(state));
        return isNews ? newEpoch(withCandidate(state, next)) : state;
    }

    private ExperimentState recounted(ExperimentState state) {
        String newest = history.offered(state.getExperiment().getRevoked()).stream()
                .findFirst()
                .map(Checkpoint::getCheckpointId)
                .orElse(null);
        return ExperimentState.newBuilder(state).setNewest(newest).build();
    }

    /** What the candidate arm should serve beside the control: null, the newest, in direct mode. */
    private @Nullable String next(ExperimentState state) {
        if (Serving.isDirect(state)) {
            return null;
        }
        String control = Serving.control(state);
        return history.offered(state.getExperiment().getRevoked()).stream()
                .findFirst()
                .filter(newest -> !control.equals(newest.getRolledBackTo())) // the control's weights under another name
                .map(Checkpoint::getCheckpointId)
                .orElse(control);
    }

    private static ExperimentState withCandidate(ExperimentState state, @Nullable String id) {
        return with(state, Experiments.pinned(state.getExperiment(), Arms.CANDIDATE, id));
    }

    private ExperimentState newEpoch(ExperimentState state) {
        return with(
                state,
                Experiment.newBuilder(state.getExperiment())
                        .setEpoch(state.getExperiment().getEpoch() + 1)
                        .setEpochAt(now)
                        .build());
    }

    private static ExperimentState with(ExperimentState state, Experiment experiment) {
        return ExperimentState.newBuilder(state).setExperiment(experiment).build();
    }

    private static String mode(ExperimentRules rules) {
        return rules.mode().name().toLowerCase(Locale.ROOT);
    }
}
