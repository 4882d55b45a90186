package dev.backchannel.standalone.bench.ingest;

import dev.backchannel.avro.Interaction;
import dev.backchannel.topics.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** What a producer alone can do with the records that came through the door, as durably, with settings for the most throughput. */
final class BareProducer implements AutoCloseable {
    private final Topic<String, Interaction> topic;
    private final List<ConsumerRecord<String, Interaction>> records;
    private final KafkaProducer<String, Interaction> producer;

    /** @param most records are read back and sent again and again */
    BareProducer(Topic<String, Interaction> topic, String bootstrapServers, int most) {
        this.topic = topic;
        this.records = read(topic, bootstrapServers, most);
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "acks",
                        "all",
                        "enable.idempotence",
                        true,
                        "batch.size",
                        128 << 10,
                        "linger.ms",
                        5,
                        "compression.type",
                        "lz4"),
                topic.keySerde().serializer(),
                topic.valueSerde().serializer());
    }

    /** @return acknowledged records per second */
    @SuppressWarnings("FutureReturnValueIgnored") // the callback is told
    double perSecond(double seconds) {
        LongAdder acknowledged = new LongAdder();
        long begin = System.nanoTime();
        long end = begin + Math.round(seconds * 1e9);
        for (int i = 0; System.nanoTime() < end; i = (i + 1) % records.size()) {
            ConsumerRecord<String, Interaction> record = records.get(i);
            producer.send(new ProducerRecord<>(topic.name(), record.key(), record.value()), (metadata, e) -> {
                if (e == null) {
                    acknowledged.increment();
                }
            });
        }
        producer.flush();
        return acknowledged.sum() / ((System.nanoTime() - begin) / 1e9);
    }

    private static List<ConsumerRecord<String, Interaction>> read(
            Topic<String, Interaction> topic, String bootstrapServers, int most) {
        List<ConsumerRecord<String, Interaction>> found = new ArrayList<>();
        try (KafkaConsumer<String, Interaction> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", bootstrapServers),
                topic.keySerde().deserializer(),
                topic.valueSerde().deserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long there = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            while (found.size() < Math.min(most, there)) {
                consumer.poll(Duration.ofSeconds(1)).forEach(found::add);
            }
        }
        return found;
    }

    @Override
    public void close() {
        producer.close();
    }
}
