package dev.backchannel.learner.log;

import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands that have no outcome yet, in the order in which they were given. One thread. */
public final class CommandInbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandInbox.class);
    private static final long EVERY_NANOS = Duration.ofMillis(250).toNanos();

    private final Topic<String, OperatorCommand> topic;
    private final Predicate<OperatorCommand> wanted;
    private final LongSupplier nanos;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<String> done = new HashSet<>();
    private long next;

    /** @param wanted which commands are meant for the reader */
    public CommandInbox(Topics topics, String bootstrapServers, Predicate<OperatorCommand> wanted, LongSupplier nanos) {
        this.topic = topics.operatorCommands;
        this.wanted = wanted;
        this.nanos = nanos;
        this.next = nanos.getAsLong();
        new TopicReader(bootstrapServers)
                .readAll(topics.operatorEvents).stream()
                        .map(OperatorEvent::getCommandId)
                        .filter(Objects::nonNull)
                        .forEach(done::add);
        consumer = CommittedReader.of(new TopicPartition(topic.name(), 0), bootstrapServers);
    }

    /** What came since the last time; looks at most four times a second, and never waits. */
    public List<OperatorCommand> poll() {
        if (nanos.getAsLong() - next < 0) {
            return List.of();
        }
        next = nanos.getAsLong() + EVERY_NANOS;
        List<OperatorCommand> commands = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> read : consumer.poll(Duration.ZERO)) {
            try {
                OperatorCommand command = topic.valueSerde().deserializer().deserialize(topic.name(), read.value());
                if (command != null && wanted.test(command) && done.add(command.getCommandId())) {
                    commands.add(command);
                }
            } catch (SerializationException e) {
                LOG.warn("left out offset {} of {}: {}", read.offset(), topic.name(), e.getMessage());
            }
        }
        return commands;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
