package dev.backchannel.learner.log;

import dev.backchannel.access.CommandTrust;
import dev.backchannel.access.KnownCommands;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.topics.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Commands that have no outcome yet, in the order in which they were given. One thread. */
public final class CommandInbox implements AutoCloseable {
    private final Predicate<OperatorCommand> wanted;
    private final Set<String> done = new HashSet<>();
    private final List<OperatorCommand> open = new ArrayList<>();
    private final CommandTrust trust;
    private final KnownCommands known = KnownCommands.inMemory();
    private final TopicTail<OperatorCommand> tail;

    /** @param wanted which commands are meant for the reader */
    public CommandInbox(Topics topics, String bootstrapServers, Predicate<OperatorCommand> wanted, LongSupplier nanos) {
        this.wanted = wanted;
        new TopicReader(bootstrapServers)
                .readAll(topics.operatorEvents).stream()
                        .filter(event -> event.getRefusal() == null)
                        .map(OperatorEvent::getCommandId)
                        .filter(Objects::nonNull)
                        .forEach(done::add);
        this.trust = topics.trust();
        this.tail = new TopicTail<OperatorCommand>(
                topics.operatorCommands, bootstrapServers, nanos, (target, command, at) -> take(command, at));
    }

    /** What came since the last time; looks at most four times a second, and never waits. */
    public List<OperatorCommand> poll() {
        tail.poll();
        List<OperatorCommand> commands = List.copyOf(open);
        open.clear();
        return commands;
    }

    /** Streams answers what does not count. */
    private void take(@Nullable OperatorCommand commandOrNull, Instant takenAt) {
        if (commandOrNull != null
                && trust.refusal(commandOrNull, takenAt, known).isEmpty()
                && wanted.test(commandOrNull)
                && done.add(commandOrNull.getCommandId())) {
            open.add(commandOrNull);
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
