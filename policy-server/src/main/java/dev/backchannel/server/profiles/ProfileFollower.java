package dev.backchannel.server.profiles;

import dev.backchannel.avro.PreferenceProfile;
import dev.backchannel.topics.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the profiles topic from its beginning and then follows it, all partitions, committed records only. While the broker
 * is away what was read goes on being used. A record that cannot be read leaves its user's profile as it was.
 */
public final class ProfileFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProfileFollower.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration METADATA = Duration.ofSeconds(2);

    private final Topic<String, PreferenceProfile> topic;
    private final ProfileReader reader;
    private final Profiles profiles;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Thread thread = new Thread(this::run, "profile-follower");
    private volatile boolean caughtUp;
    private volatile boolean away;
    private volatile boolean closing;

    public ProfileFollower(
            Topic<String, PreferenceProfile> topic,
            Map<String, Object> kafka,
            ProfileReader reader,
            Profiles profiles) {
        this.topic = topic;
        this.reader = reader;
        this.profiles = profiles;
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        thread.setDaemon(true);
    }

    public ProfileFollower start() {
        thread.start();
        return this;
    }

    /** Whether the topic has been read to its end once, or cannot be read now: then nobody gains by waiting. */
    public boolean knowsWhatItCan() {
        return caughtUp || away;
    }

    public boolean alive() {
        return thread.isAlive();
    }

    private void run() {
        while (!closing) {
            try {
                if (consumer.assignment().isEmpty()) {
                    assign();
                }
                consumer.poll(POLL).forEach(this::note);
                caughtUp = caughtUp || atEnd();
                away = false;
            } catch (WakeupException | InterruptException e) {
                log.debug("closing");
            } catch (RuntimeException e) {
                away = true;
                log.warn("the profiles topic cannot be read now, serving goes on with what is known: {}", e.toString());
                pause();
            }
        }
        consumer.close();
    }

    private void assign() {
        List<TopicPartition> partitions = consumer.partitionsFor(topic.name(), METADATA).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new IllegalStateException("topic " + topic.name() + " does not exist");
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    private boolean atEnd() {
        return consumer.assignment().stream()
                .allMatch(partition -> consumer.currentLag(partition).orElse(-1) == 0);
    }

    private void note(ConsumerRecord<String, byte[]> record) {
        if (record.key() == null) {
            log.warn("a record without key on {} is passed over", topic.name());
            return;
        }
        if (record.value() == null) {
            profiles.forget(record.key());
            return;
        }
        try {
            PreferenceProfile profile = topic.valueSerde().deserializer().deserialize(topic.name(), record.value());
            profiles.put(record.key(), reader.read(profile));
        } catch (SerializationException | IllegalArgumentException e) {
            log.warn(
                    "the profile at {}-{}@{} cannot be read, the one before it stays: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.getMessage());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing = true;
        if (thread.getState() == Thread.State.NEW) {
            consumer.close(); // never started
            return;
        }
        consumer.wakeup();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
