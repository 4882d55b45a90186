package dev.backchannel.learner.publish;

import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** The form of a command to publish an adapter. */
public final class PublishCommands {
    public static final String TARGET = "learner";
    /** Argument: the name in the {@link AdapterInbox}. */
    public static final String FOLDER = "folder";
    /** Argument: whose learner is meant. */
    public static final String POLICY = "policy";

    private PublishCommands() {}

    public static OperatorCommand of(Topics topics, String folder, String issuedBy, String reason, Instant now) {
        return OperatorCommand.newBuilder()
                .setCommandId(UUID.randomUUID().toString())
                .setIssuedBy(issuedBy)
                .setReason(reason)
                .setTarget(TARGET)
                .setAction(OperatorAction.PUBLISH)
                .setArguments(Map.of(FOLDER, folder, POLICY, topics.settings().policy()))
                .setIssuedAt(now)
                .build();
    }

    /** Whether this policy's learner is meant. */
    public static boolean isFor(OperatorCommand command, String policy) {
        return command.getAction() == OperatorAction.PUBLISH
                && policy.equals(command.getArguments().getOrDefault(POLICY, TopicSettings.DEFAULT_POLICY));
    }
}
