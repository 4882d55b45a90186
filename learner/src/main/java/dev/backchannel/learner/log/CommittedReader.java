package dev.backchannel.learner.log;

import dev.backchannel.topics.KafkaAccess;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Makes consumers outside of any group that read what was committed, bytes as they are. */
final class CommittedReader {
    /** At the end of a log a fetch stays with the broker for so long, and closing waits for it. */
    private static final int SHORT_WAIT_MS = 20;

    private CommittedReader() {}

    /** Reads this partition from its beginning; one thread, which closes it. */
    static KafkaConsumer<byte[], byte[]> of(TopicPartition partition, String bootstrapServers) {
        KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                KafkaAccess.reader(bootstrapServers, Map.of(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, SHORT_WAIT_MS)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        return consumer;
    }
}
