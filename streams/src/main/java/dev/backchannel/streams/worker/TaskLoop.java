package dev.backchannel.streams.worker;

import dev.backchannel.avro.MiningKind;
import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads tasks on a thread of its own, begins a bounded number of them, writes their results and commits what is done. */
final class TaskLoop implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(TaskLoop.class);
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration COMMIT_EVERY = Duration.ofSeconds(1);
    private static final int MOST_PATIENT = 256;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(1);

    private final TaskRunner runner;
    private final Topic<String, MiningTask> tasks;
    private final Topic<String, MiningResult> results;
    private final WorkerMetrics metrics;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<String, MiningResult> producer;
    private final ErasedTasks erased;
    private final OffsetTracker offsets = new OffsetTracker();
    /** Results that wait to be written: producing may block, which no event loop may. */
    private final Queue<Done> done = new ConcurrentLinkedQueue<>();

    /** A signal waits for these: nothing may hold them up. */
    private final Lane urgent;
    /** Nobody waits for these, and a model that describes edits may take its time. */
    private final Lane patient;

    private final Thread thread = new Thread(this::loop, "backchannel-mining");
    private volatile boolean closed;
    private volatile boolean assigned;
    private long committedNs = System.nanoTime();

    private record Task(ConsumerRecord<byte[], byte[]> record, MiningTask task) {}

    private record Done(Task asked, MiningResult result, Instant begun) {
        ConsumerRecord<byte[], byte[]> record() {
            return asked.record();
        }

        MiningTask task() {
            return asked.task();
        }
    }

    /** Tasks that wait, and how many may be worked on at the same time. */
    private static final class Lane {
        private final Deque<Task> waiting = new ArrayDeque<>();
        private final int most;
        private int running;

        Lane(int most) {
            this.most = most;
        }

        boolean mayBegin() {
            return !waiting.isEmpty() && running < most;
        }
    }

    TaskLoop(TaskRunner runner, Topics topics, String bootstrapServers, int concurrency, WorkerMetrics metrics) {
        this.runner = runner;
        this.tasks = topics.miningTasks;
        this.results = topics.miningResults;
        this.urgent = new Lane(concurrency);
        this.patient = new Lane(concurrency);
        this.metrics = metrics;
        this.erased = new ErasedTasks(topics.controls, bootstrapServers);
        this.consumer = new KafkaConsumer<>(
                KafkaAccess.reader(
                        bootstrapServers,
                        Map.of(
                                ConsumerConfig.GROUP_ID_CONFIG,
                                topics.settings().prefix() + "backchannel-mining",
                                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                                4 * concurrency,
                                ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                                6_000,
                                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                                1_500)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.producer = new KafkaProducer<>(
                KafkaAccess.to(
                        bootstrapServers,
                        Map.of(
                                ProducerConfig.ACKS_CONFIG,
                                "all",
                                ProducerConfig.LINGER_MS_CONFIG,
                                0,
                                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                                Topic.MAX_RECORD_BYTES)),
                results.keySerde().serializer(),
                results.valueSerde().serializer());
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    boolean ready() {
        return assigned && !closed;
    }

    private void loop() {
        consumer.subscribe(List.of(tasks.name()), new Rebalances());
        while (!closed) {
            try {
                turn();
            } catch (WakeupException e) {
                log.debug("asked to end", e);
            } catch (KafkaException e) {
                log.warn("the mining worker cannot read its tasks; it tries again: {}", e.toString());
                pause();
            }
        }
        commit();
        erased.close();
        consumer.close(CloseOptions.timeout(Duration.ofSeconds(2)));
    }

    private void turn() {
        if (urgent.waiting.isEmpty() && patient.waiting.size() < MOST_PATIENT) {
            consumer.resume(consumer.paused());
        } else {
            consumer.pause(consumer.assignment());
        }
        consumer.poll(POLL).forEach(record -> {
            offsets.begun(partition(record), record.offset());
            read(record);
        });
        for (Done next = done.poll(); next != null; next = done.poll()) {
            lane(next.task()).running--;
            write(next);
        }
        erased.poll();
        begin(urgent);
        begin(patient);
        if (System.nanoTime() - committedNs > COMMIT_EVERY.toNanos()) {
            commit();
        }
    }

    private void read(ConsumerRecord<byte[], byte[]> record) {
        MiningTask task;
        try {
            task = tasks.valueSerde().deserializer().deserialize(record.topic(), record.value());
        } catch (SerializationException e) {
            // Only streams writes tasks; without a result its signal falls back at the deadline.
            log.error("{} offset {} is no mining task: {}", partition(record), record.offset(), e.getMessage());
            task = null;
        }
        if (task == null) {
            offsets.done(partition(record), record.offset());
        } else {
            lane(task).waiting.add(new Task(record, task));
        }
    }

    private Lane lane(MiningTask task) {
        return task.getKind() == MiningKind.DESCRIBE ? patient : urgent;
    }

    private void begin(Lane lane) {
        while (lane.mayBegin()) {
            Task next = lane.waiting.remove();
            if (erased.contains(next.task())) {
                offsets.done(partition(next.record()), next.record().offset());
                continue;
            }
            lane.running++;
            Instant begun = metrics.begun();
            runner.run(next.task()).onSuccess(result -> done.add(new Done(next, result, begun)));
        }
    }

    private void write(Done next) {
        metrics.done(next.task(), next.result(), next.begun());
        String key = Keys.of(next.task().getTenant(), next.task().getConversationId());
        var unused = producer.send(new ProducerRecord<>(results.name(), key, next.result()), (metadata, failure) -> {
            if (failure != null) {
                // Its signal falls back at the deadline.
                log.error(
                        "the result of the mining task {} could not be written",
                        next.task().getTaskId(),
                        failure);
            }
            offsets.done(partition(next.record()), next.record().offset());
        });
    }

    private void commit() {
        committedNs = System.nanoTime();
        try {
            var upTo = offsets.toCommit();
            if (!upTo.isEmpty()) {
                consumer.commitSync(upTo, Duration.ofSeconds(2));
            }
        } catch (KafkaException e) {
            log.warn("the mining worker could not commit; tasks may be done twice: {}", e.toString());
        }
    }

    private final class Rebalances implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            assigned = true;
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            commit();
            onPartitionsLost(partitions);
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            urgent.waiting.removeIf(task -> partitions.contains(partition(task.record())));
            patient.waiting.removeIf(task -> partitions.contains(partition(task.record())));
            offsets.forget(partitions);
        }
    }

    @Override
    public void close() {
        closed = true;
        consumer.wakeup();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(2));
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static TopicPartition partition(ConsumerRecord<?, ?> record) {
        return new TopicPartition(record.topic(), record.partition());
    }
}
