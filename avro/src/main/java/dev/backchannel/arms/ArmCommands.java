package dev.backchannel.arms;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.topics.Arguments;
import dev.backchannel.topics.Arms;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator's command, or the guard's, makes of an experiment. Streams goes by it, and each policy server until streams
 * has answered, so that they come to the same. Pure: the same command, experiment and topic give the same.
 */
public final class ArmCommands {
    /** Argument of ROLLBACK: what is to be left; by default what the candidate served when the command was given. */
    public static final String FROM = "from";
    /** Argument of PIN: which arm; by default the candidate. */
    public static final String ARM = "arm";
    /** Argument of SPLIT: the candidate's share, 0 to 1. */
    public static final String CANDIDATE_SHARE = Arms.CANDIDATE;

    private static final Set<OperatorAction> ACTIONS =
            EnumSet.of(OperatorAction.PROMOTE, OperatorAction.ROLLBACK, OperatorAction.PIN, OperatorAction.SPLIT);

    private ArmCommands() {}

    /** Whether such a command is about arms. */
    public static boolean concerns(OperatorCommand command) {
        return ACTIONS.contains(command.getAction());
    }

    /** @throws IllegalArgumentException if the command does not {@link #concerns concern} arms */
    public static ArmVerdict of(OperatorCommand command, Experiment before, CheckpointHistory history) {
        return switch (command.getAction()) {
            case PROMOTE -> promote(command, before, history);
            case ROLLBACK -> Rollback.of(command, before, history);
            case PIN -> pin(command, before, history);
            case SPLIT -> split(command, before);
            default -> throw new IllegalArgumentException(command.getAction() + " is no command about arms");
        };
    }

    /**
     * The command with what it leaves open decided by what stands now, so that everybody means the same whenever they read it.
     * What cannot be decided stays open.
     */
    public static OperatorCommand decided(OperatorCommand command, Experiment experiment, CheckpointHistory history) {
        Map<String, String> arguments = new HashMap<>(command.getArguments());
        of(command, experiment, history).checkpoint().ifPresent(id -> arguments.put(Arguments.CHECKPOINT, id));
        if (command.getAction() == OperatorAction.ROLLBACK) {
            arguments.putIfAbsent(FROM, candidate(command, experiment, history));
        }
        return OperatorCommand.newBuilder(command).setArguments(arguments).build();
    }

    /**
     * Where a rollback goes that names no checkpoint.
     *
     * @param from what is to be left
     */
    public static String rollbackTarget(String from, Experiment experiment, CheckpointHistory history) {
        return Rollback.target(from, experiment, history);
    }

    private static ArmVerdict promote(OperatorCommand command, Experiment before, CheckpointHistory history) {
        String asked = command.getArguments().get(Arguments.CHECKPOINT);
        String id = asked != null ? asked : candidate(command, before, history);
        Optional<String> obstacle = obstacle(id, history).or(() -> wasRolledBack(id, before, history));
        if (obstacle.isPresent()) {
            return ArmVerdict.rejected(obstacle.get(), before);
        }
        Experiment after = Experiments.pinned(before, Arms.CONTROL, id);
        return ArmVerdict.applied(command.getCommandId(), before, after, id + " is promoted: control serves it")
                .about(id);
    }

    private static ArmVerdict pin(OperatorCommand command, Experiment before, CheckpointHistory history) {
        String arm = command.getArguments().getOrDefault(ARM, Arms.CANDIDATE);
        String id = command.getArguments().get(Arguments.CHECKPOINT);
        if (Arms.of(before, arm).isEmpty()) {
            return ArmVerdict.rejected(
                    "there is no arm '" + arm + "'; there are " + Arms.CONTROL + " and " + Arms.CANDIDATE, before);
        }
        Optional<String> obstacle = id == null ? Optional.empty() : obstacle(id, history);
        if (obstacle.isPresent()) {
            return ArmVerdict.rejected(obstacle.get(), before);
        }
        Experiment after = Experiments.pinned(before, arm, id);
        if (arm.equals(Arms.CANDIDATE)) {
            after.setHeld(id != null);
        }
        String what = id == null ? arm + " is pinned to nothing" : arm + " is pinned to " + id;
        ArmVerdict pinned = ArmVerdict.applied(command.getCommandId(), before, after, what);
        return id == null ? pinned : pinned.about(id);
    }

    private static ArmVerdict split(OperatorCommand command, Experiment before) {
        String text = command.getArguments().get(CANDIDATE_SHARE);
        double share = share(text);
        if (!(share >= 0 && share <= 1)) {
            return ArmVerdict.rejected("the candidate's share is " + text + ", but must be 0 to 1", before);
        }
        return ArmVerdict.applied(
                command.getCommandId(),
                before,
                Experiments.split(before, share),
                "the candidate has the share " + share + " of the users");
    }

    private static double share(@Nullable String text) {
        try {
            return text == null ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** What the candidate served when the command was given. */
    static String candidate(OperatorCommand command, Experiment experiment, CheckpointHistory history) {
        return Experiments.pinOf(experiment, Arms.CANDIDATE)
                .orElseGet(() -> history.offered(experiment.getRevoked()).stream()
                        .filter(checkpoint -> !checkpoint.getCreatedAt().isAfter(command.getIssuedAt()))
                        .findFirst()
                        .map(Checkpoint::getCheckpointId)
                        .orElse(Arms.BASE));
    }

    /** Why nobody can go on from it; empty: nothing speaks against it. */
    static Optional<String> wasRolledBack(String id, Experiment experiment, CheckpointHistory history) {
        boolean offered = history.offered(experiment.getRevoked()).stream()
                .anyMatch(checkpoint -> checkpoint.getCheckpointId().equals(id));
        return offered || id.equals(Arms.BASE)
                ? Optional.empty()
                : Optional.of(
                        "checkpoint " + id + " was rolled back, or learned from one that was, and learning went on"
                                + " without it; pin it if it is good after all");
    }

    /** Why it cannot be served; empty: it can. */
    static Optional<String> obstacle(String id, CheckpointHistory history) {
        if (id.equals(Arms.BASE)) {
            return Optional.empty();
        }
        Optional<Checkpoint> checkpoint = history.find(id);
        if (checkpoint.isEmpty()) {
            return Optional.of("there is no checkpoint " + id + " (any more); say the whole id, or base");
        }
        return CheckpointHistory.mayBeServed(checkpoint.get())
                ? Optional.empty()
                : Optional.of("checkpoint " + id + " may not be served: "
                        + (checkpoint.get().getShadow() ? "it was learned in shadow" : "the gate refused it"));
    }
}
