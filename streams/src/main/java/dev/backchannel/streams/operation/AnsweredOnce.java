package dev.backchannel.streams.operation;

import dev.backchannel.access.CommandOutcomes;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.streams.ledger.LogReader;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Carries a command out in one transaction: what it does, its outcome and its offset. */
public final class AnsweredOnce {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int TRANSACTION_TIMEOUT_MS = 30_000;

    private final Topics topics;
    private final String bootstrapServers;
    private final String transactionalId;

    public AnsweredOnce(Topics topics, String bootstrapServers, String transactionalId) {
        this.topics = topics;
        this.bootstrapServers = bootstrapServers;
        this.transactionalId = transactionalId;
    }

    /** Writes what the command does, if anything, and says what came of it. */
    @FunctionalInterface
    public interface Deed {
        OperatorEvent carryOut(OperatorCommand command, KafkaProducer<byte[], byte[]> producer);
    }

    /** Does nothing but pass on if the command has been answered. */
    public void answer(
            OperatorCommand command, ConsumerRecord<byte[], byte[]> read, ConsumerGroupMetadata membership, Deed deed) {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            // Ends what a former owner began; what is read afterwards is all there is.
            producer.initTransactions();
            producer.beginTransaction();
            if (!isAnswered(command)) {
                send(producer, topics.operatorEvents, command.getTarget(), deed.carryOut(command, producer));
            }
            producer.sendOffsetsToTransaction(
                    Map.of(
                            new TopicPartition(read.topic(), read.partition()),
                            new OffsetAndMetadata(read.offset() + 1)),
                    membership);
            producer.commitTransaction();
        }
    }

    private boolean isAnswered(OperatorCommand command) {
        AtomicBoolean answered = new AtomicBoolean();
        try (LogReader reader = new LogReader(bootstrapServers, PATIENCE)) {
            reader.each(topics.operatorEvents, (at, event) -> {
                if (CommandOutcomes.answers(event, command.getCommandId())) {
                    answered.set(true);
                }
            });
        }
        return answered.get();
    }

    private static <V> void send(KafkaProducer<byte[], byte[]> producer, Topic<String, V> topic, String key, V value) {
        // A failed send fails the commit.
        var unused = producer.send(new ProducerRecord<>(
                topic.name(),
                topic.keySerde().serializer().serialize(topic.name(), key),
                topic.valueSerde().serializer().serialize(topic.name(), value)));
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                KafkaAccess.to(
                        bootstrapServers,
                        Map.of(
                                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                                transactionalId,
                                ProducerConfig.ACKS_CONFIG,
                                "all",
                                ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                                TRANSACTION_TIMEOUT_MS,
                                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                                Topic.MAX_RECORD_BYTES,
                                ProducerConfig.LINGER_MS_CONFIG,
                                5)),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }
}
