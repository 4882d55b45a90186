package dev.backchannel.learner.log;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.learner.MembershipSettings;
import dev.backchannel.learner.plan.Incoming;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import dev.backchannel.topics.Traces;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * The leader's pen. Taking it up fences whoever held it before; every line is a transaction. After any exception it must
 * be closed: the next leader, this process or another, finds out from the log what was committed.
 */
public final class LearnerTransactions implements AutoCloseable {
    private final Topics topics;
    private final KafkaProducer<byte[], byte[]> producer;

    public LearnerTransactions(Topics topics, String bootstrapServers, MembershipSettings membership) {
        this.topics = topics;
        this.producer = new KafkaProducer<>(
                properties(topics, bootstrapServers, membership), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static Map<String, Object> properties(Topics topics, String servers, MembershipSettings membership) {
        int timeout = Math.toIntExact(membership.transactionTimeout().toMillis());
        Map<String, Object> properties = new HashMap<>();
        properties.putAll(KafkaAccess.to(servers));
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, LearnerGroup.of(topics));
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, timeout);
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeout);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout / 2);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, timeout);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.MAX_RECORD_BYTES);
        return properties;
    }

    /** Fences a former leader and ends its unfinished transaction; what is read afterwards is all there is. */
    public void takeOver() {
        producer.initTransactions();
    }

    /** Commits a step's composition by itself, before the step is taken. */
    public void announce(LearnerStep step) {
        producer.beginTransaction();
        send(topics.learnerSteps, step.getPolicy(), step);
        producer.commitTransaction();
    }

    public void commit(Commit commit, PreferenceSource source) {
        commit(commit, source, null);
    }

    /** @param traceparent goes with the checkpoint's record; null for none */
    public void commit(Commit commit, PreferenceSource source, @Nullable String traceparent) {
        producer.beginTransaction();
        for (Disposition disposition : commit.dispositions()) {
            send(topics.dispositions, Keys.of(disposition.getTenant(), disposition.getEventId()), disposition);
        }
        for (Incoming.Undecodable undecodable : commit.undecodable()) {
            send(topics.deadLetters, undecodable.key(), undecodable.letter());
        }
        for (OperatorEvent alert : commit.alerts()) {
            send(topics.operatorEvents, alert.getTarget(), alert);
        }
        commit.step().ifPresent(step -> send(topics.learnerSteps, step.getPolicy(), step));
        if (commit.checkpoint().isPresent()) {
            Checkpoint checkpoint = commit.checkpoint().get();
            send(topics.checkpoints, checkpoint.getCheckpointId(), checkpoint, traceparent);
        }
        producer.sendOffsetsToTransaction(
                Map.of(source.partition(), new OffsetAndMetadata(commit.offset())), source.membership());
        producer.commitTransaction();
    }

    /** Takes the records of checkpoints back. */
    public void forget(List<String> checkpointIds) {
        producer.beginTransaction();
        checkpointIds.forEach(id -> send(topics.checkpoints, id, null));
        producer.commitTransaction();
    }

    private <V> void send(Topic<String, V> topic, String key, @Nullable V value) {
        send(topic, key, value, null);
    }

    private <V> void send(Topic<String, V> topic, String key, @Nullable V value, @Nullable String traceparent) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                topic.name(),
                topic.keySerde().serializer().serialize(topic.name(), key),
                value == null ? null : topic.valueSerde().serializer().serialize(topic.name(), value));
        Traces.put(record.headers(), traceparent);
        var unused = producer.send(record); // a failed send fails the commit
    }

    @Override
    public void close() {
        // An open transaction is aborted by the next leader's takeOver, or by its own timeout.
        producer.close(Duration.ZERO);
    }
}
