package dev.backchannel.streams.operation;

import dev.backchannel.access.KnownCommands;
import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.streams.ledger.LogReader;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for commands of one kind that take longer than a topology may be held up. All of a kind are one consumer group; the
 * owner of {@code operator-commands} carries a command out, and its offset is committed with what came of it. After any
 * exception it begins again with that command.
 */
public final class CommandFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommandFollower.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long FIRST_PAUSE_MS = 250;
    private static final long LONGEST_PAUSE_MS = 10_000;
    private static final long CLOSE_MS = 10_000;

    /** Carries a command out; see {@link AnsweredOnce}. */
    @FunctionalInterface
    public interface Work {
        /**
         * @param read where the command stands
         * @param membership of who read it
         */
        void carryOut(OperatorCommand command, ConsumerRecord<byte[], byte[]> read, ConsumerGroupMetadata membership);
    }

    private final Topics topics;
    private final String bootstrapServers;
    private final String group;
    private final OperatorAction action;
    private final Work work;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

    private CommandFollower(Topics topics, String bootstrapServers, String group, OperatorAction action, Work work) {
        this.topics = topics;
        this.bootstrapServers = bootstrapServers;
        this.group = group;
        this.action = action;
        this.work = work;
        this.thread = new Thread(this::run, group);
    }

    /**
     * On a thread of its own.
     *
     * @param group of all that carry this action out
     */
    public static CommandFollower start(
            Topics topics, String bootstrapServers, String group, OperatorAction action, Work work) {
        CommandFollower follower = new CommandFollower(topics, bootstrapServers, group, action, work);
        follower.thread.setDaemon(true);
        follower.thread.start();
        return follower;
    }

    private void run() {
        long pause = FIRST_PAUSE_MS;
        while (closing.getCount() > 0) {
            try (KafkaConsumer<byte[], byte[]> commands = consumer()) {
                consumer = commands;
                commands.subscribe(List.of(topics.operatorCommands.name()));
                while (closing.getCount() > 0) {
                    ConsumerRecords<byte[], byte[]> records = commands.poll(POLL);
                    for (ConsumerRecord<byte[], byte[]> read : records) {
                        read(read, commands);
                    }
                    pause = records.isEmpty() ? pause : FIRST_PAUSE_MS; // else none would grow: joining comes first
                }
            } catch (WakeupException e) {
                LOG.debug("asked to end", e);
            } catch (RuntimeException e) {
                LOG.warn("{} begins again in {} ms: {}", group, pause, e.toString());
                pause = sleep(pause);
            }
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> read, KafkaConsumer<byte[], byte[]> commands) {
        OperatorCommand command;
        try {
            command = topics.operatorCommands.valueSerde().deserializer().deserialize(read.topic(), read.value());
        } catch (SerializationException e) {
            return; // the topology has made a dead letter of it
        }
        if (command != null && command.getAction() == action && counts(read)) {
            work.carryOut(command, read, commands.groupMetadata());
        }
    }

    /** What did not is answered by the topology. */
    private boolean counts(ConsumerRecord<byte[], byte[]> read) {
        if (topics.trust().isEverybody()) {
            return true;
        }
        KnownCommands known = KnownCommands.inMemory();
        AtomicBoolean counts = new AtomicBoolean();
        try (LogReader reader = new LogReader(bootstrapServers, PATIENCE)) {
            reader.each(topics.operatorCommands, (at, command) -> {
                if (at.offset() <= read.offset()) {
                    Instant takenAt = Instant.ofEpochMilli(at.timestamp());
                    boolean admitted =
                            topics.trust().refusal(command, takenAt, known).isEmpty();
                    counts.set(admitted && at.offset() == read.offset());
                }
            });
        }
        return counts.get();
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                KafkaAccess.reader(
                        bootstrapServers,
                        Map.of(
                                ConsumerConfig.GROUP_ID_CONFIG,
                                group,
                                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                                6_000,
                                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                                1_500)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private long sleep(long pause) {
        try {
            if (closing.await(pause, TimeUnit.MILLISECONDS)) {
                LOG.debug("asked to end while waiting");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
        return Math.min(LONGEST_PAUSE_MS, 2 * pause);
    }

    /** Ends between two commands. */
    @Override
    public void close() {
        closing.countDown();
        KafkaConsumer<byte[], byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        try {
            thread.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
