package dev.backchannel.standalone.demo.measure;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the topics a {@link SignalTracker} needs from their beginning, committed records only, until closed. */
public final class TopicWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);

    private final Map<String, BiConsumer<ConsumerRecord<byte[], byte[]>, byte[]>> handlers = new HashMap<>();
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread reading;
    private volatile boolean open = true;

    public TopicWatch(String bootstrapServers, Topics topics, SignalTracker tracker) {
        on(topics.interactions, (record, event) -> tracker.accepted(event, record.timestamp()));
        on(topics.preferences, (record, preference) -> tracker.mined(preference));
        on(topics.dispositions, (record, disposition) -> tracker.disposed(disposition));
        on(topics.learnerSteps, (record, step) -> tracker.stepTaken(step));
        on(topics.checkpoints, (record, checkpoint) -> tracker.committed(checkpoint));
        on(topics.deadLetters, (record, letter) -> deadLettered(tracker, letter));
        consumer = new KafkaConsumer<>(
                KafkaAccess.reader(bootstrapServers, Map.of()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = handlers.keySet().stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        reading = new Thread(this::read, "demo-topic-watch");
        reading.setDaemon(true);
        reading.start();
    }

    @Override
    public void close() throws InterruptedException {
        open = false;
        reading.join();
        consumer.close();
    }

    private <V> void on(Topic<String, V> topic, BiConsumer<ConsumerRecord<byte[], byte[]>, V> handler) {
        handlers.put(
                topic.name(),
                (record, value) ->
                        handler.accept(record, topic.valueSerde().deserializer().deserialize(topic.name(), value)));
    }

    private void read() {
        while (open) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(100))) {
                if (record.value() != null) {
                    handle(record);
                }
            }
        }
    }

    private void handle(ConsumerRecord<byte[], byte[]> record) {
        try {
            Objects.requireNonNull(handlers.get(record.topic()), record::topic).accept(record, record.value());
        } catch (RuntimeException e) {
            LOG.warn(
                    "{}-{}@{} was not understood: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    e.toString());
        }
    }

    private static void deadLettered(SignalTracker tracker, DeadLetter letter) {
        if (letter.getEventId() != null && letter.getRedrive() == null) {
            tracker.deadLettered(letter.getEventId());
        }
    }
}
