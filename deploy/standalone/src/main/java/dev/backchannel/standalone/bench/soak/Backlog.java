package dev.backchannel.standalone.bench.soak;

import dev.backchannel.learner.log.LearnerGroup;
import dev.backchannel.standalone.UserError;
import dev.backchannel.streams.BackchannelTopology;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Topics;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** How far readers are behind the ends of their topics, in records; what only ends a transaction counts as one, too. */
final class Backlog implements AutoCloseable {
    private final Admin admin;
    private final Topics topics;

    Backlog(String bootstrapServers, Topics topics) {
        this.admin = Admin.create(KafkaAccess.to(bootstrapServers));
        this.topics = topics;
    }

    /**
     * @param lag records that nobody has committed yet
     * @param read offsets that are committed, over all partitions
     */
    record Reader(long lag, long read) {}

    Reader streams() {
        return reader(BackchannelTopology.applicationId(topics));
    }

    Reader mining() {
        return reader(topics.settings().prefix() + "backchannel-mining");
    }

    Reader learner() {
        return reader(LearnerGroup.of(topics));
    }

    /** Records on {@code interactions}. */
    long interactions() {
        return ends(partitions(topics.interactions.name())).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    private Reader reader(String group) {
        Map<TopicPartition, OffsetAndMetadata> committed = committed(group);
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        committed.keySet().forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = ends(wanted);
        long lag = 0;
        long read = 0;
        for (Map.Entry<TopicPartition, OffsetAndMetadata> each : committed.entrySet()) {
            long offset = each.getValue().offset();
            lag += Math.max(0, ends.getOrDefault(each.getKey(), offset) - offset);
            read += offset;
        }
        return new Reader(lag, read);
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(String group) {
        Map<TopicPartition, OffsetAndMetadata> known = new HashMap<>();
        get(() -> {
                    try {
                        return admin.listConsumerGroupOffsets(group)
                                .partitionsToOffsetAndMetadata()
                                .get();
                    } catch (ExecutionException e) {
                        if (e.getCause() instanceof GroupIdNotFoundException) {
                            return Map.<TopicPartition, OffsetAndMetadata>of(); // nobody has read anything yet
                        }
                        throw e;
                    }
                })
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        known.put(partition, offset);
                    }
                });
        return known;
    }

    private Map<TopicPartition, OffsetSpec> partitions(String topic) {
        Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
        for (int partition = 0; partition < topics.interactions.partitions(); partition++) {
            latest.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        return latest;
    }

    private Map<TopicPartition, Long> ends(Map<TopicPartition, OffsetSpec> wanted) {
        Map<TopicPartition, Long> ends = new HashMap<>();
        get(() -> admin.listOffsets(wanted).all().get()).forEach((partition, end) -> ends.put(partition, end.offset()));
        return ends;
    }

    /** Something that Kafka is asked. */
    interface Question<T> {
        T ask() throws InterruptedException, ExecutionException;
    }

    static <T> T get(Question<T> question) {
        try {
            return question.ask();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failure("interrupted while Kafka was asked");
        } catch (ExecutionException e) {
            throw UserError.failure("Kafka does not answer: " + e.getCause(), e);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
