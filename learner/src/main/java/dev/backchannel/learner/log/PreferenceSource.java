package dev.backchannel.learner.log;

import dev.backchannel.learner.MembershipSettings;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Offsets;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The policy's preferences, read by one learner at a time: whoever the group gives partition 0 leads, the others stand
 * by. A spare that joins does not take the partition away from its owner. One thread.
 */
public final class PreferenceSource implements AutoCloseable {
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private boolean owned;

    public PreferenceSource(Topics topics, String bootstrapServers, MembershipSettings membership) {
        this.partition = new TopicPartition(topics.preferences.name(), 0);
        this.consumer = new KafkaConsumer<>(
                properties(topics, bootstrapServers, membership),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of(topics.preferences.name()), new Ownership());
    }

    private static Map<String, Object> properties(Topics topics, String servers, MembershipSettings membership) {
        Map<String, Object> properties = KafkaAccess.reader(servers, Map.of());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, LearnerGroup.of(topics));
        properties.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 256);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 250);
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, List.of(CooperativeStickyAssignor.class));
        int session = Math.toIntExact(membership.sessionTimeout().toMillis());
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session);
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Math.max(1, session / 6));
        properties.put(
                ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG,
                Math.toIntExact(membership.longestStep().toMillis()));
        membership.instance().ifPresent(name -> properties.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, name));
        return properties;
    }

    /** Whether this learner leads. */
    public boolean isOwned() {
        return owned;
    }

    /** Whether it has a place in the group, leading or standing by. */
    public boolean isMember() {
        return consumer.groupMetadata().generationId() >= 0;
    }

    public Iterable<ConsumerRecord<byte[], byte[]>> poll(Duration timeout) {
        return consumer.poll(timeout);
    }

    public void seek(long offset) {
        consumer.seek(partition, offset);
    }

    /** Where the next record is looked for: everything committed below was returned. */
    public long position() {
        return consumer.position(partition);
    }

    /** First offset the topic still holds. */
    public long beginning() {
        return Offsets.beginning(consumer, partition);
    }

    /** First offset the topic does not hold yet. */
    public long end() {
        return Offsets.end(consumer, partition);
    }

    /** Whether everything committed was returned, as far as the last fetch knows. */
    public boolean isAtEnd() {
        return consumer.currentLag(partition).orElse(-1) == 0;
    }

    /** First offset that is not accounted for, as the group knows it; {@code otherwise} if it knows none. */
    public long accountedTo(long otherwise) {
        OffsetAndMetadata committed = consumer.committed(Set.of(partition)).get(partition);
        return committed == null ? otherwise : committed.offset();
    }

    /** Stops or goes on fetching, without giving up the lead. */
    public void pause(boolean pause) {
        if (pause) {
            consumer.pause(List.of(partition));
        } else {
            consumer.resume(List.of(partition));
        }
    }

    public TopicPartition partition() {
        return partition;
    }

    /** Proof of membership for a transaction. */
    public ConsumerGroupMetadata membership() {
        return consumer.groupMetadata();
    }

    /** Ends a poll in another thread. */
    public void wakeup() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private final class Ownership implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
            if (assigned.contains(partition)) {
                owned = true;
                // Nothing may be read before the leader has sought to where the last checkpoint ends.
                consumer.pause(List.of(partition));
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
            if (revoked.contains(partition)) {
                owned = false;
            }
        }
    }
}
