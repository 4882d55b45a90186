package dev.backchannel.streams.watermark;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the broker, in the background, where partitions end and how far the application has committed. The committed offset
 * matters where no record was read: after a restart, and behind a transaction's end marker, which takes an offset but is no
 * record.
 */
public final class KafkaEndOffsets implements EndOffsets, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(KafkaEndOffsets.class);
    private static final long TIMEOUT_SECONDS = 10;

    private final Admin admin;
    private final String group;
    private final Clock clock;
    private final Map<TopicPartition, OffsetSpec> question = new HashMap<>();
    private final Map<TopicPartition, Observation> observations = new ConcurrentHashMap<>();
    private final ScheduledExecutorService executor;

    private boolean failing;

    /**
     * @param admin closed with this
     * @param group whose committed offsets count
     */
    public KafkaEndOffsets(Admin admin, String group, List<TopicPartition> partitions, Duration every, Clock clock) {
        this.admin = admin;
        this.group = group;
        this.clock = clock;
        partitions.forEach(p -> question.put(p, OffsetSpec.latest()));
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "backchannel-end-offsets");
            thread.setDaemon(true);
            return thread;
        });
        var unused = executor.scheduleWithFixedDelay(this::observe, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public Optional<Observation> of(String topic, int partition) {
        return Optional.ofNullable(observations.get(new TopicPartition(topic, partition)));
    }

    private void observe() {
        try {
            Instant at = clock.instant();
            Map<TopicPartition, ListOffsetsResultInfo> ends =
                    admin.listOffsets(question).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            ends.forEach((partition, end) -> {
                OffsetAndMetadata done = committed.get(partition);
                observations.put(partition, new Observation(at, end.offset(), done == null ? 0 : done.offset()));
            });
            if (failing) {
                log.info("the ends of the partitions are known again");
            }
            failing = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            if (!failing) {
                Throwable cause = e.getCause() == null ? e : e.getCause();
                log.warn("cannot ask where the partitions end; windows close with traffic only: {}", cause.toString());
            }
            failing = true;
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        admin.close(Duration.ofSeconds(2));
    }
}
