package dev.backchannel.server.profiles;

import dev.backchannel.avro.PreferenceProfile;
import dev.backchannel.server.following.FollowerThread;
import dev.backchannel.topics.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the profiles topic from its beginning and then follows it, all partitions, committed records only. While the broker
 * is away what was read goes on being used. A record that cannot be read leaves its user's profile as it was.
 */
public final class ProfileFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ProfileFollower.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration METADATA = Duration.ofSeconds(2);

    private final Topic<String, PreferenceProfile> topic;
    private final ProfileReader reader;
    private final Profiles profiles;
    private final KafkaConsumer<String, byte[]> consumer;
    private final FollowerThread thread;
    private volatile boolean caughtUp;
    private volatile boolean away;

    public ProfileFollower(
            Topic<String, PreferenceProfile> topic,
            Map<String, Object> kafka,
            ProfileReader reader,
            Profiles profiles) {
        this.topic = topic;
        this.reader = reader;
        this.profiles = profiles;
        this.consumer = FollowerThread.consumer(kafka);
        this.thread = new FollowerThread("profile-follower", consumer, () -> {}, this::read, this::failed);
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

    private void read() {
        if (consumer.assignment().isEmpty()) {
            assign();
        }
        consumer.poll(POLL).forEach(this::note);
        caughtUp = caughtUp || atEnd();
        away = false;
    }

    private void failed(RuntimeException e) {
        away = true;
        log.warn("the profiles topic cannot be read now, serving goes on with what is known: {}", e.toString());
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

    @Override
    public void close() {
        thread.close();
    }
}
