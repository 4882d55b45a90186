package dev.backchannel.standalone.system;

import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the small topics from their beginning and keeps {@link LiveFigures}; one thread of its own. */
public final class TopicWatch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TopicWatch.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Topics topics;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> interactions;
    private final Thread thread;
    private final Tally tally = new Tally();
    private volatile LiveFigures figures = LiveFigures.none();
    private volatile boolean closed;

    public TopicWatch(Topics topics, String bootstrapServers) {
        this.topics = topics;
        this.interactions = partitions(topics.interactions).toList();
        this.consumer = new KafkaConsumer<>(
                KafkaAccess.reader(bootstrapServers, Map.of("client.id", "backchannel-watch")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> followed = Stream.of(
                        topics.preferences, topics.learnerSteps, topics.checkpoints, topics.operatorEvents)
                .flatMap(TopicWatch::partitions)
                .toList();
        consumer.assign(followed);
        consumer.seekToBeginning(followed);
        this.thread = new Thread(this::follow, "topic-watch");
        thread.setDaemon(true);
        thread.start();
    }

    public LiveFigures figures() {
        return figures;
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow() {
        try (consumer) {
            while (!closed) {
                look();
            }
        } catch (WakeupException e) {
            log.debug("watch stopped");
        }
    }

    private void look() {
        try {
            for (ConsumerRecord<byte[], byte[]> message : consumer.poll(POLL)) {
                take(message);
            }
            tally.events(events());
            figures = tally.figures();
        } catch (WakeupException e) {
            throw e;
        } catch (RuntimeException e) {
            log.warn("the live figures stand still: {}", e.toString());
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private long events() {
        Map<TopicPartition, Long> begin = consumer.beginningOffsets(interactions);
        return consumer.endOffsets(interactions).entrySet().stream()
                .mapToLong(end -> end.getValue() - begin.getOrDefault(end.getKey(), 0L))
                .sum();
    }

    private void take(ConsumerRecord<byte[], byte[]> message) {
        String topic = message.topic();
        if (topic.equals(topics.learnerSteps.name())) {
            tally.step();
        } else if (topic.equals(topics.preferences.name())) {
            decode(topics.preferences, message).ifPresent(tally::preference);
        } else if (topic.equals(topics.checkpoints.name())) {
            takeCheckpoint(message);
        } else {
            decode(topics.operatorEvents, message).ifPresent(tally::operatorEvent);
        }
    }

    private void takeCheckpoint(ConsumerRecord<byte[], byte[]> message) {
        if (message.value() == null && message.key() != null) {
            tally.checkpointGone(new String(message.key(), StandardCharsets.UTF_8));
        } else {
            decode(topics.checkpoints, message).ifPresent(tally::checkpoint);
        }
    }

    /** Empty for tombstones and for what nobody can read. */
    private static <V> Optional<V> decode(Topic<String, V> topic, ConsumerRecord<byte[], byte[]> message) {
        if (message.value() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(topic.valueSerde().deserializer().deserialize(topic.name(), message.value()));
        } catch (RuntimeException e) {
            log.debug("unreadable record at {}-{}@{}", message.topic(), message.partition(), message.offset());
            return Optional.empty();
        }
    }

    private static Stream<TopicPartition> partitions(Topic<String, ?> topic) {
        return IntStream.range(0, topic.partitions()).mapToObj(n -> new TopicPartition(topic.name(), n));
    }
}
