package dev.backchannel.server.following;

import dev.backchannel.topics.KafkaAccess;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that reads topics until it is closed, and the consumer that it alone uses. While they cannot be read it rests and tries again. */
public final class FollowerThread implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FollowerThread.class);
    private static final Duration REST = Duration.ofMillis(500);
    private static final Duration LONGEST_GOODBYE = Duration.ofSeconds(10);

    private final KafkaConsumer<String, byte[]> consumer;
    private final Runnable begin;
    private final Runnable round;
    private final Consumer<RuntimeException> failed;
    private final Thread thread;
    private volatile boolean closing;

    /**
     * @param begin done first, until it succeeds
     * @param round done again and again; waits for records itself
     * @param failed told why a round came to nothing
     */
    public FollowerThread(
            String name,
            KafkaConsumer<String, byte[]> consumer,
            Runnable begin,
            Runnable round,
            Consumer<RuntimeException> failed) {
        this.consumer = consumer;
        this.begin = begin;
        this.round = round;
        this.failed = failed;
        this.thread = new Thread(this::run, name);
        thread.setDaemon(true);
    }

    /**
     * Of committed records, soon after they are written.
     *
     * @param kafka how the cluster is reached
     */
    public static KafkaConsumer<String, byte[]> consumer(Map<String, Object> kafka) {
        return new KafkaConsumer<>(
                KafkaAccess.reader(
                        kafka,
                        Map.of(
                                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50,
                                ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000)),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    public void start() {
        thread.start();
    }

    public boolean isAlive() {
        return thread.isAlive();
    }

    public boolean isClosing() {
        return closing;
    }

    private void run() {
        boolean begun = false;
        while (!closing) {
            try {
                if (!begun) {
                    begin.run();
                    begun = true;
                }
                round.run();
            } catch (WakeupException | InterruptException e) {
                log.debug("closing");
            } catch (RuntimeException e) {
                failed.accept(e);
                rest();
            }
        }
        consumer.close();
    }

    private static void rest() {
        try {
            Thread.sleep(REST.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when the thread has ended, or after ten seconds. */
    @Override
    public void close() {
        closing = true;
        if (thread.getState() == Thread.State.NEW) {
            consumer.close(); // never started
            return;
        }
        consumer.wakeup();
        try {
            thread.join(LONGEST_GOODBYE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
