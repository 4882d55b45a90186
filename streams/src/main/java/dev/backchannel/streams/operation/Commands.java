package dev.backchannel.streams.operation;

import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.topics.Targets;
import java.time.Instant;
import java.util.Map;

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

    /** Sends what became these dead letters to where it came from. */
    public OperatorCommand redrive(Selection selection) {
        return of(Targets.DEAD_LETTERS, OperatorAction.REDRIVE, selection.arguments());
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
