package dev.backchannel.streams.operation;

import dev.backchannel.arms.ArmCommands;
import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.topics.Arguments;
import dev.backchannel.topics.Targets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The form of the commands that streams carries out.
 *
 * @param commandId the same one is carried out once, however often it is sent
 * @param issuedBy who asks
 * @param reason why; both stay on record
 */
public record Commands(String commandId, String issuedBy, String reason, Instant now) {
    /** The policy's learner takes no steps until {@link #resume}. */
    public OperatorCommand pause(String policy) {
        return of(Targets.learner(policy), OperatorAction.PAUSE, Map.of());
    }

    public OperatorCommand resume(String policy) {
        return of(Targets.learner(policy), OperatorAction.RESUME, Map.of());
    }

    /** Nothing of this user's that has not been taught will be, until {@link #release}. */
    public OperatorCommand quarantine(String tenant, String userId) {
        return of(Targets.user(tenant, userId), OperatorAction.QUARANTINE, Map.of());
    }

    public OperatorCommand release(String tenant, String userId) {
        return of(Targets.user(tenant, userId), OperatorAction.RELEASE, Map.of());
    }

    /** Forgets this user, for good. */
    public OperatorCommand erase(String tenant, String userId) {
        return of(Targets.user(tenant, userId), OperatorAction.ERASE, Map.of());
    }

    /** The control arm serves this checkpoint; by default the candidate's. */
    public OperatorCommand promote(String experimentId, Optional<String> checkpoint) {
        return of(experimentId, OperatorAction.PROMOTE, about(checkpoint));
    }

    /** The candidate serves this checkpoint again, and what is learned from it; by default what was promoted last. */
    public OperatorCommand rollback(String experimentId, Optional<String> checkpoint) {
        return of(experimentId, OperatorAction.ROLLBACK, about(checkpoint));
    }

    /** The arm serves this checkpoint; without one it is pinned to nothing any more. */
    public OperatorCommand pin(String experimentId, String arm, Optional<String> checkpoint) {
        Map<String, String> arguments = new HashMap<>(about(checkpoint));
        arguments.put(ArmCommands.ARM, arm);
        return of(experimentId, OperatorAction.PIN, arguments);
    }

    /** @param candidate share of the users, 0 to 1 */
    public OperatorCommand split(String experimentId, double candidate) {
        return of(experimentId, OperatorAction.SPLIT, Map.of(ArmCommands.CANDIDATE_SHARE, Double.toString(candidate)));
    }

    /** Sends what became these dead letters to where it came from. */
    public OperatorCommand redrive(Selection selection) {
        return of(Targets.DEAD_LETTERS, OperatorAction.REDRIVE, selection.arguments());
    }

    private static Map<String, String> about(Optional<String> checkpoint) {
        return checkpoint.map(id -> Map.of(Arguments.CHECKPOINT, id)).orElseGet(Map::of);
    }

    private OperatorCommand of(String target, OperatorAction action, Map<String, String> arguments) {
        return OperatorCommand.newBuilder()
                .setCommandId(commandId)
                .setIssuedBy(issuedBy)
                .setReason(reason)
                .setTarget(target)
                .setAction(action)
                .setArguments(arguments)
                .setIssuedAt(now)
                .build();
    }
}
