package dev.backchannel.learner.log;

import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.topics.Topics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Commands that have no outcome yet, in the order in which they were given. One thread. */
public final class CommandInbox implements AutoCloseable {
    private final Predicate<OperatorCommand> wanted;
    private final Set<String> done = new HashSet<>();
    private final List<OperatorCommand> open = new ArrayList<>();
    private final TopicTail<OperatorCommand> tail;

    /** @param wanted which commands are meant for the reader */
    public CommandInbox(Topics topics, String bootstrapServers, Predicate<OperatorCommand> wanted, LongSupplier nanos) {
        this.wanted = wanted;
        new TopicReader(bootstrapServers)
                .readAll(topics.operatorEvents).stream()
                        .map(OperatorEvent::getCommandId)
                        .filter(Objects::nonNull)
                        .forEach(done::add);
        this.tail =
                new TopicTail<>(topics.operatorCommands, bootstrapServers, nanos, (target, command) -> take(command));
    }

    /** What came since the last time; looks at most four times a second, and never waits. */
    public List<OperatorCommand> poll() {
        tail.poll();
        List<OperatorCommand> commands = List.copyOf(open);
        open.clear();
        return commands;
    }

    private void take(OperatorCommand commandOrNull) {
        if (commandOrNull != null && wanted.test(commandOrNull) && done.add(commandOrNull.getCommandId())) {
            open.add(commandOrNull);
        }
    }

    @Override
    public void close() {
        tail.close();
    }
}
