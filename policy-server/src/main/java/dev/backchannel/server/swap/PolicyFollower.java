package dev.backchannel.server.swap;

import dev.backchannel.access.CommandRefusal;
import dev.backchannel.access.KnownCommands;
import dev.backchannel.arms.CheckpointHistory;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.server.emission.OperatorReports;
import dev.backchannel.server.following.FollowerThread;
import dev.backchannel.server.policies.PolicyRegistry;
import dev.backchannel.topics.Offsets;
import dev.backchannel.topics.Targets;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads checkpoints, experiments and operators' commands with their outcomes from the beginning, and then follows them. Nothing
 * is switched before all of it was read once, since the newest checkpoint may have been rolled back.
 */
public final class PolicyFollower implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PolicyFollower.class);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Topics topics;
    private final TopicPartition checkpoints;
    private final List<TopicPartition> partitions;
    private final SwapMetrics metrics;
    private final SwapTraces traces;
    private final KafkaConsumer<String, byte[]> consumer;
    private final CheckpointHistory history = new CheckpointHistory();
    private final DesiredArms desired;
    private final KnownCommands known = KnownCommands.inMemory();
    private final CheckpointLoading loading;
    private final ArmSwitch arms;
    private final FollowerThread thread;
    private boolean readOnce;
    private volatile boolean caughtUp;
    private volatile boolean startedLocally;

    /** @param memory the folder that remembers what was served */
    public PolicyFollower(
            Topics topics,
            Map<String, Object> kafka,
            PolicyRegistry registry,
            CheckpointStore store,
            CheckpointLoader loader,
            Path memory,
            OperatorReports reports,
            MeterRegistry meters) {
        this.topics = topics;
        this.checkpoints = new TopicPartition(topics.checkpoints.name(), 0);
        this.partitions = Stream.of(
                        topics.checkpoints, topics.experiments, topics.operatorCommands, topics.operatorEvents)
                .map(topic -> new TopicPartition(topic.name(), 0))
                .toList();
        this.metrics = new SwapMetrics(meters, registry);
        this.traces = new SwapTraces(topics.traces());
        this.consumer = FollowerThread.consumer(kafka);
        this.thread = new FollowerThread("policy-follower", consumer, this::begin, this::round, this::failed);
        this.desired = new DesiredArms(Targets.experiment(topics.settings().policy()));
        this.loading = new CheckpointLoading(loader, traces, store, consumer::wakeup);
        this.arms = new ArmSwitch(
                desired,
                history,
                registry,
                loading,
                new LastServed(memory, topics),
                new StoreOutage(reports, metrics, System::nanoTime),
                reports,
                metrics);
    }

    public PolicyFollower start() {
        thread.start();
        return this;
    }

    /** Whether the topics have been read to their ends once, and what they want is served. */
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

    private void begin() {
        startedLocally = arms.recall();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    private void round() {
        read();
        if (readOnce) {
            caughtUp |= arms.advance(this::isForgotten);
        }
    }

    private void failed(RuntimeException e) {
        log.warn("the topics of serving cannot be read now, serving goes on: {}", e.toString());
    }

    private void read() {
        try {
            consumer.poll(POLL).forEach(this::note);
        } catch (WakeupException e) {
            return; // a checkpoint is loaded
        }
        if (!readOnce && partitions.stream().allMatch(this::isAtEnd)) {
            desired.everythingRead();
            readOnce = true;
        }
    }

    private boolean isAtEnd(TopicPartition partition) {
        return consumer.currentLag(partition).orElse(-1) == 0;
    }

    private void note(ConsumerRecord<String, byte[]> read) {
        if (read.topic().equals(checkpoints.topic())) {
            noteCheckpoint(read);
            return;
        }
        try {
            if (read.topic().equals(topics.experiments.name())) {
                desired.experiment(read.key(), value(topics.experiments, read));
            } else if (read.value() != null && read.topic().equals(topics.operatorCommands.name())) {
                noteCommand(read);
            } else if (read.value() != null) {
                desired.outcome(value(topics.operatorEvents, read));
            }
        } catch (SerializationException e) {
            log.warn("offset {} of {} is passed over: {}", read.offset(), read.topic(), e.getMessage());
        }
    }

    /** The same verifier as in streams, which answers what does not count. */
    private void noteCommand(ConsumerRecord<String, byte[]> read) {
        OperatorCommand command = value(topics.operatorCommands, read);
        Optional<CommandRefusal> refusal =
                topics.trust().refusal(command, Instant.ofEpochMilli(read.timestamp()), known);
        if (refusal.isEmpty()) {
            desired.command(read.offset(), command);
        } else {
            log.warn(
                    "the command {} changes nothing: {}",
                    command.getCommandId(),
                    refusal.get().message());
        }
    }

    private void noteCheckpoint(ConsumerRecord<String, byte[]> read) {
        traces.note(read);
        try {
            history.add(read.key(), value(topics.checkpoints, read));
        } catch (SerializationException e) {
            metrics.unreadable.increment();
            arms.refuse(read.key(), "offset " + read.offset() + ": " + e.getMessage());
        }
    }

    private static <V> V value(Topic<String, V> topic, ConsumerRecord<String, byte[]> read) {
        return topic.valueSerde().deserializer().deserialize(topic.name(), read.value());
    }

    /** Whether retention took it away meanwhile: its record goes before its files do. */
    private boolean isForgotten(String id) {
        long end = Offsets.end(consumer, checkpoints);
        while (!thread.isClosing() && history.find(id).isPresent() && consumer.position(checkpoints) < end) {
            consumer.poll(POLL).forEach(this::note);
        }
        return history.find(id).isEmpty();
    }

    @Override
    public void close() {
        thread.close();
        loading.close();
    }
}
