package dev.backchannel.streams.arms;

import dev.backchannel.access.CommandTrust;
import dev.backchannel.arms.ArmCommands;
import dev.backchannel.avro.ExperimentState;
import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.streams.config.ExperimentRules;
import dev.backchannel.streams.experiment.Interval;
import dev.backchannel.streams.experiment.Ruling;
import dev.backchannel.streams.mining.Ids;
import dev.backchannel.topics.Arguments;
import dev.backchannel.topics.Arms;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Turns the guard's rulings into commands, one an epoch at most, and alerts. A candidate that an operator has pinned stays, but it
 * is said what the guard would have done.
 */
final class GuardWatch {
    static final String ISSUER = "guard";

    private final ExperimentRules rules;
    private final Desk desk;
    private final CommandTrust trust;

    GuardWatch(ExperimentRules rules, Desk desk, CommandTrust trust) {
        this.rules = rules;
        this.desk = desk;
        this.trust = trust;
    }

    void act(ExperimentState state, Figures figures, Ruling ruling) {
        boolean same = Serving.control(state).equals(Serving.candidate(state));
        switch (ruling.action()) {
            case MISMATCH -> mismatch(state, ruling);
            case ROLLBACK -> {
                if (rules.guard() && !same && hasNotSpoken(state)) {
                    rollBack(state, ruling);
                }
            }
            case PROMOTE -> {
                if (rules.promote() && !same && !Serving.isDirect(state) && hasNotSpoken(state) && !isHeld(state)) {
                    command(
                            state,
                            OperatorAction.PROMOTE,
                            Map.of(Arguments.CHECKPOINT, Serving.candidate(state)),
                            ruling);
                }
            }
            case HOLD -> {
                long turns = figures.arm(Arms.CANDIDATE).totals().getTurns();
                if (!Serving.isDirect(state) && !isHeld(state) && turns >= rules.mostExposures()) {
                    replace(state);
                }
            }
        }
    }

    private void rollBack(ExperimentState state, Ruling ruling) {
        String what = Serving.candidate(state) + " does worse than " + Serving.control(state) + ": " + ruling.reason();
        if (isHeld(state)) {
            desk.alert("guard_withheld", id(state), what + "; it is pinned, so it stays", details(ruling));
            desk.keep(state, spoken(state));
        } else {
            desk.alert("guard_rollback", id(state), what, details(ruling));
            Map<String, String> arguments =
                    Map.of(Arguments.CHECKPOINT, Serving.control(state), ArmCommands.FROM, Serving.candidate(state));
            command(state, OperatorAction.ROLLBACK, arguments, ruling);
        }
    }

    private void mismatch(ExperimentState state, Ruling ruling) {
        long epoch = state.getExperiment().getEpoch();
        if (state.getMismatchedEpoch() < epoch) {
            desk.alert("sample_ratio_mismatch", id(state), ruling.reason(), details(ruling));
            desk.keep(
                    state,
                    ExperimentState.newBuilder(state).setMismatchedEpoch(epoch).build());
        }
    }

    /** Only by what is newer than what the arms serve; else it goes on. */
    private void replace(ExperimentState state) {
        desk.keep(state, desk.moves().replaced(state));
    }

    /** Its id is the epoch's: read again, the same log gives no second command. */
    private void command(ExperimentState state, OperatorAction action, Map<String, String> arguments, Ruling ruling) {
        String epoch = Long.toString(state.getExperiment().getEpoch());
        desk.command(trust.signed(OperatorCommand.newBuilder()
                .setCommandId(ISSUER + '-' + Ids.of(ISSUER, id(state), epoch, action.name()))
                .setIssuedBy(ISSUER)
                .setReason(ruling.reason())
                .setTarget(id(state))
                .setAction(action)
                .setArguments(arguments)
                .setIssuedAt(desk.now())
                .build()));
        desk.keep(state, spoken(state));
    }

    private static ExperimentState spoken(ExperimentState state) {
        return ExperimentState.newBuilder(state)
                .setGuardedEpoch(state.getExperiment().getEpoch())
                .build();
    }

    private static boolean hasNotSpoken(ExperimentState state) {
        return state.getGuardedEpoch() < state.getExperiment().getEpoch();
    }

    private static boolean isHeld(ExperimentState state) {
        return state.getExperiment().getHeld();
    }

    private static String id(ExperimentState state) {
        return state.getExperiment().getExperimentId();
    }

    private static Map<String, String> details(Ruling ruling) {
        Map<String, String> details = new TreeMap<>();
        ruling.differences().forEach((metric, interval) -> {
            if (!interval.equals(Interval.UNKNOWN)) {
                details.put(
                        metric,
                        String.format(
                                Locale.ROOT,
                                "%.4g, surely between %.4g and %.4g",
                                interval.estimate(),
                                interval.low(),
                                interval.high()));
            }
        });
        return details;
    }
}
