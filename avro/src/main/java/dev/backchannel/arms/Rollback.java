package dev.backchannel.arms;

import dev.backchannel.avro.Arm;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.topics.Arguments;
import dev.backchannel.topics.Arms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Back to an older checkpoint: whatever was committed after it until the command was given is revoked, with all that descends
 * from it, for good. What is learned from the target afterwards is offered as ever.
 */
final class Rollback {
    private Rollback() {}

    static ArmVerdict of(OperatorCommand command, Experiment before, CheckpointHistory history) {
        String from = command.getArguments().getOrDefault(ArmCommands.FROM, candidate(command, before, history));
        String asked = command.getArguments().get(Arguments.CHECKPOINT);
        String target = asked != null ? asked : target(from, before, history);
        Optional<String> obstacle =
                ArmCommands.obstacle(target, history).or(() -> ArmCommands.wasRolledBack(target, before, history));
        if (obstacle.isPresent()) {
            return ArmVerdict.rejected(obstacle.get(), before);
        }
        List<String> revoked = revoked(command, before, history, target, from);
        Experiment after = Experiment.newBuilder(before)
                .setHeld(false)
                .setRevoked(revoked)
                .setArms(before.getArms().stream()
                        .map(arm -> arm(arm, before.getMode(), target, revoked))
                        .toList())
                .build();
        String what = "the candidate serves " + target + " and what is learned from it";
        return ArmVerdict.applied(command.getCommandId(), before, after, what).about(target);
    }

    private static String candidate(OperatorCommand command, Experiment before, CheckpointHistory history) {
        return ArmCommands.candidate(command, before, history);
    }

    /** What was promoted last; where nothing was, the one before. */
    static String target(String from, Experiment experiment, CheckpointHistory history) {
        Optional<String> promoted = Experiments.pinOf(experiment, Arms.CONTROL).filter(id -> !id.equals(from));
        if (promoted.isPresent() || experiment.getMode().equals(Arms.EXPERIMENT)) {
            return promoted.orElse(Arms.BASE);
        }
        return history.line(from).stream()
                .skip(1)
                .filter(id -> !isAgain(from, id, history))
                .filter(id ->
                        history.find(id).filter(CheckpointHistory::mayBeServed).isPresent())
                .findFirst()
                .orElse(Arms.BASE);
    }

    /** Whether {@code from} is no more than this one's weights once more. */
    private static boolean isAgain(String from, String id, CheckpointHistory history) {
        return history.find(from)
                .filter(checkpoint -> id.equals(checkpoint.getRolledBackTo()))
                .isPresent();
    }

    private static List<String> revoked(
            OperatorCommand command, Experiment before, CheckpointHistory history, String target, String from) {
        Set<String> revoked = new LinkedHashSet<>(before.getRevoked());
        boolean later = target.equals(Arms.BASE);
        for (Checkpoint checkpoint : history.standing()) {
            String id = checkpoint.getCheckpointId();
            if (later && !checkpoint.getCreatedAt().isAfter(command.getIssuedAt())) {
                revoked.add(id);
            }
            later |= id.equals(target);
        }
        revoked.addAll(history.line(from)); // whatever the clocks say
        revoked.removeAll(history.line(target));
        revoked.retainAll(mentioned(history)); // retention took the others
        return new ArrayList<>(revoked);
    }

    /** Ids of all that stand, and of their parents. */
    private static Set<String> mentioned(CheckpointHistory history) {
        Set<String> ids = new HashSet<>();
        for (Checkpoint checkpoint : history.standing()) {
            ids.add(checkpoint.getCheckpointId());
            CheckpointHistory.origin(checkpoint).ifPresent(ids::add);
        }
        return ids;
    }

    private static Arm arm(Arm arm, String mode, String target, List<String> revoked) {
        if (arm.getName().equals(Arms.CANDIDATE)) {
            return new Arm(arm.getName(), arm.getShare(), mode.equals(Arms.EXPERIMENT) ? target : null);
        }
        return revoked.contains(arm.getPinned()) ? new Arm(arm.getName(), arm.getShare(), target) : arm;
    }
}
