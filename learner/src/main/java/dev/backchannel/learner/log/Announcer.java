package dev.backchannel.learner.log;

import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.OperatorChannel;
import dev.backchannel.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells operators how the learner is: heartbeats and alerts outside of transactions, best effort. Thread-safe. */
public final class Announcer implements AutoCloseable {
    /** What a learner is called on {@code status}. */
    public static final String COMPONENT = "learner";

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final OperatorChannel channel;

    /** @param instance names this process on {@code status} */
    public Announcer(Topics topics, String bootstrapServers, String instance, Clock clock) {
        this.channel =
                new OperatorChannel(topics, KafkaAccess.to(bootstrapServers), COMPONENT, instance, PATIENCE, clock);
    }

    public void heartbeat(String state, @Nullable String checkpointOrNull, Map<String, Double> figures) {
        channel.send(channel.status(state)
                .setCheckpoint(checkpointOrNull)
                .setFigures(figures)
                .build());
    }

    public OperatorEvent alert(String name, String message, Map<String, String> details) {
        return channel.alert(name, COMPONENT, message, details).build();
    }

    /** The one outcome of a command. */
    public OperatorEvent outcome(
            OperatorCommand command, OperatorEventKind kind, String message, Map<String, String> details) {
        return OperatorEvent.newBuilder(alert(command.getAction().name().toLowerCase(Locale.ROOT), message, details))
                .setCommandId(command.getCommandId())
                .setKind(kind)
                .build();
    }

    public void publish(OperatorEvent event) {
        channel.send(event);
    }

    @Override
    public void close() {
        channel.close();
    }
}
