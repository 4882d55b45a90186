package dev.backchannel.learner.publish;

import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** The form of a command to change the learner's reference policy. */
public final class AnchorCommands {
    /** In place of a checkpoint: the base itself. */
    public static final String BASE = "base";
    /** Argument: id of a committed checkpoint or the beginning of it, or {@link #BASE}. */
    public static final String CHECKPOINT = "checkpoint";

    private AnchorCommands() {}

    public static OperatorCommand of(Topics topics, String checkpoint, String issuedBy, String reason, Instant now) {
        return OperatorCommand.newBuilder()
                .setCommandId(UUID.randomUUID().toString())
                .setIssuedBy(issuedBy)
                .setReason(reason)
                .setTarget(PublishCommands.TARGET)
                .setAction(OperatorAction.ANCHOR)
                .setArguments(Map.of(
                        CHECKPOINT,
                        checkpoint,
                        PublishCommands.POLICY,
                        topics.settings().policy()))
                .setIssuedAt(now)
                .build();
    }

    /** Whether this policy's learner is meant. */
    public static boolean isFor(OperatorCommand command, String policy) {
        return command.getAction() == OperatorAction.ANCHOR
                && policy.equals(
                        command.getArguments().getOrDefault(PublishCommands.POLICY, TopicSettings.DEFAULT_POLICY));
    }

    public static String checkpoint(OperatorCommand command) {
        return command.getArguments().getOrDefault(CHECKPOINT, "");
    }
}
