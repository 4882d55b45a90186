package dev.backchannel.streams.redrive;

import dev.backchannel.avro.OperatorAction;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for REDRIVE commands. All of them are one consumer group; the owner of {@code operator-commands} carries a command
 * out, and its offset is committed with what came of it. After any exception it begins again with that command.
 */
public final class Redriver implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Redriver.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long FIRST_PAUSE_MS = 250;
    private static final long LONGEST_PAUSE_MS = 10_000;
    private static final long CLOSE_MS = 10_000;

    private final Topics topics;
    private final String bootstrapServers;
    private final Clock clock;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "redriver");
    private volatile KafkaConsumer<byte[], byte[]> consumer;

    private Redriver(Topics topics, String bootstrapServers, Clock clock) {
        this.topics = topics;
        this.bootstrapServers = bootstrapServers;
        this.clock = clock;
    }

    /** On a thread of its own. */
    public static Redriver start(Topics topics, String bootstrapServers, Clock clock) {
        Redriver redriver = new Redriver(topics, bootstrapServers, clock);
        redriver.thread.setDaemon(true);
        redriver.thread.start();
        return redriver;
    }

    static String group(Topics topics) {
        return topics.settings().prefix() + "backchannel-redrive";
    }

    private void run() {
        long pause = FIRST_PAUSE_MS;
        while (closing.getCount() > 0) {
            try (KafkaConsumer<byte[], byte[]> commands = consumer()) {
                consumer = commands;
                commands.subscribe(List.of(topics.operatorCommands.name()));
                while (closing.getCount() > 0) {
                    for (ConsumerRecord<byte[], byte[]> read : commands.poll(POLL)) {
                        read(read, commands);
                    }
                    pause = FIRST_PAUSE_MS;
                }
            } catch (WakeupException e) {
                LOG.debug("asked to end", e);
            } catch (RuntimeException e) {
                LOG.warn("the redriver begins again in {} ms: {}", pause, e.toString());
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
        if (command != null && command.getAction() == OperatorAction.REDRIVE) {
            new RedriveRun(topics, bootstrapServers, clock).carryOut(command, read, commands.groupMetadata());
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.GROUP_ID_CONFIG,
                        group(topics),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest",
                        ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
                        false,
                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                        6_000,
                        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                        1_500),
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
