package dev.backchannel.standalone.publish;

import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.learner.publish.PublishCommands;
import dev.backchannel.policy.checkpoint.AdapterInbox;
import dev.backchannel.policy.checkpoint.StoreAwayException;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.operation.CommandLog;
import dev.backchannel.topics.Topics;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;

/** Puts an adapter where the leading learner finds it, and asks for it. */
public final class Publisher {
    private final Topics topics;
    private final String bootstrapServers;
    private final AdapterInbox inbox;
    private final UnaryOperator<OperatorCommand> signer;

    /**
     * @param inbox of the learner's own store
     * @param signer signs what is asked, if anybody does
     */
    public Publisher(
            Topics topics, String bootstrapServers, AdapterInbox inbox, UnaryOperator<OperatorCommand> signer) {
        this.topics = topics;
        this.bootstrapServers = bootstrapServers;
        this.inbox = inbox;
        this.signer = signer;
    }

    /** @throws UserError if the folder or the store is none, or no learner answered in time */
    public OperatorEvent publish(Path adapter, String issuedBy, String reason, Duration patience) {
        if (!Files.isRegularFile(adapter.resolve("adapter_config.json"))) {
            throw UserError.failure(
                    adapter + " has no adapter_config.json; a folder that PEFT's save_pretrained or TRL's"
                            + " save_model wrote is wanted");
        }
        return new CommandLog(topics, bootstrapServers, "learner", signer)
                .ask(() -> PublishCommands.of(topics, stage(adapter), issuedBy, reason, Instant.now()), patience);
    }

    private String stage(Path adapter) {
        try {
            return inbox.stage(adapter);
        } catch (StoreAwayException | UncheckedIOException e) {
            throw UserError.failure(e.getMessage() + "; is it the learner's own store (--store or --data)?", e);
        }
    }
}
