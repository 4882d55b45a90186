package dev.backchannel.server.swap;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.StoreAwayException;
import dev.backchannel.server.emission.OperatorReports;
import dev.backchannel.server.policies.PolicyRegistry;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the checkpoints topic from its beginning and then follows it. The newest checkpoint that passed the gate is loaded
 * and verified here, beside the inference thread, then offered in one switch. A bad one is refused with an alert, and the
 * next older one that is newer than the one served is tried. While the store is away, the old one goes on.
 */
public final class CheckpointFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(CheckpointFollower.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final Topic<String, Checkpoint> topic;
    private final SwapTraces traces;
    private final PolicyRegistry registry;
    private final CheckpointLoader loader;
    private final LastVerified lastVerified;
    private final CheckpointStore store;
    private final StoreOutage outage;
    private final OperatorReports reports;
    private final SwapMetrics metrics;
    private final KafkaConsumer<String, byte[]> consumer;
    private final CheckpointLog checkpoints = new CheckpointLog();
    private final Thread thread = new Thread(this::run, "checkpoint-follower");
    private String served = "";
    private volatile boolean caughtUp;
    private volatile boolean startedLocally;
    private volatile boolean closing;

    /** @param memory the file that remembers the last verified checkpoint */
    public CheckpointFollower(
            Topic<String, Checkpoint> topic,
            Map<String, Object> kafka,
            PolicyRegistry registry,
            CheckpointStore store,
            CheckpointLoader loader,
            Path memory,
            OperatorReports reports,
            MeterRegistry meters,
            Traces traces) {
        this.topic = topic;
        this.traces = new SwapTraces(traces);
        this.registry = registry;
        this.store = store;
        this.loader = loader;
        this.lastVerified = new LastVerified(memory, topic);
        this.reports = reports;
        this.metrics = new SwapMetrics(meters, registry);
        this.outage = new StoreOutage(reports, metrics, System::nanoTime);
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer());
        thread.setDaemon(true);
    }

    public CheckpointFollower start() {
        thread.start();
        return this;
    }

    /** Whether the topic has been read to its end once. */
    public boolean caughtUp() {
        return caughtUp;
    }

    /** Whether the last verified checkpoint of an earlier run is being served. */
    public boolean startedLocally() {
        return startedLocally;
    }

    public boolean alive() {
        return thread.isAlive();
    }

    private void run() {
        lastVerified.recall().ifPresent(this::startWith);
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        consumer.assign(List.of(partition));
        consumer.seekToBeginning(List.of(partition));
        while (!closing) {
            try {
                ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
                records.forEach(this::note);
                boolean atEnd = consumer.currentLag(partition).orElse(-1) == 0;
                if (atEnd || caughtUp) {
                    caughtUp |= serveNewest() && atEnd;
                }
            } catch (WakeupException | InterruptException e) {
                log.debug("closing");
            } catch (RuntimeException e) {
                log.warn("the checkpoints topic cannot be read now, serving goes on: {}", e.toString());
                pause();
            }
        }
        consumer.close();
    }

    /** What cannot be served any more is no cause for alarm before the topic has spoken. */
    private void startWith(Checkpoint last) {
        try {
            offer(last);
            startedLocally = true;
        } catch (RuntimeException e) {
            log.warn(
                    "the checkpoint served last, {}, cannot be served now: {}", last.getCheckpointId(), e.getMessage());
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void note(ConsumerRecord<String, byte[]> record) {
        traces.note(record);
        try {
            checkpoints.add(record.key(), topic.valueSerde().deserializer().deserialize(topic.name(), record.value()));
        } catch (SerializationException e) {
            metrics.unreadable.increment();
            refuse(record.key(), "offset " + record.offset() + ": " + e.getMessage());
        }
    }

    /** @return false if that cannot be said now, because the store is away */
    private boolean serveNewest() {
        if (outage.isToBeLeftAlone()) {
            return false;
        }
        List<Checkpoint> candidates = checkpoints.newerThan(served);
        for (Checkpoint candidate : candidates) {
            String id = candidate.getCheckpointId();
            try {
                offer(candidate);
                outage.answered();
                metrics.skipped.increment(candidates.size() - 1 - candidates.indexOf(candidate));
                return true;
            } catch (StoreAwayException e) {
                outage.failed(id, registry.current().id(), e);
                return false;
            } catch (RuntimeException e) {
                outage.answered();
                if (isForgotten(id)) {
                    log.info("checkpoint {} was forgotten before it could be loaded", id);
                    return serveNewest();
                }
                checkpoints.refuse(id);
                refuse(id, e.getMessage());
            }
        }
        return true;
    }

    /** Whether retention took it away meanwhile: its record goes before its files do. */
    private boolean isForgotten(String id) {
        TopicPartition partition = new TopicPartition(topic.name(), 0);
        long end = consumer.endOffsets(List.of(partition)).get(partition);
        while (!closing && checkpoints.contains(id) && consumer.position(partition) < end) {
            consumer.poll(POLL).forEach(this::note);
        }
        return !checkpoints.contains(id);
    }

    private void offer(Checkpoint checkpoint) {
        long began = System.nanoTime();
        String id = checkpoint.getCheckpointId();
        registry.offer(traces.over(id, () -> loader.load(checkpoint)));
        metrics.load.record(Duration.ofNanos(System.nanoTime() - began));
        metrics.swaps.increment();
        metrics.serving(id);
        served = id;
        lastVerified.remember(checkpoint);
        store.keepCopies(Set.of(id));
        log.atInfo().addKeyValue("checkpoint", id).log("serving checkpoint {} (step {})", id, checkpoint.getStep());
    }

    private void refuse(String id, String reason) {
        metrics.refused.increment();
        reports.alert(
                "swap_refused",
                String.valueOf(id),
                "checkpoint " + id + " is not served: " + reason,
                Map.of("served", registry.current().id(), "reason", String.valueOf(reason)));
    }

    @Override
    public void close() {
        closing = true;
        if (thread.getState() == Thread.State.NEW) {
            consumer.close(); // never started
            return;
        }
        consumer.wakeup();
        try {
            thread.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
