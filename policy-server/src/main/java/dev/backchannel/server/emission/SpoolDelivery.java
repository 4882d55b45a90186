package dev.backchannel.server.emission;

import dev.backchannel.topics.Traces;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends what lies in the spool, in order, and forgets it after the broker's acknowledgement. A thread of its own. */
final class SpoolDelivery implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SpoolDelivery.class);
    private static final int MAX_IN_FLIGHT = 512;
    private static final long RETRY_MILLIS = 200;
    private static final Duration FAREWELL = Duration.ofSeconds(2);

    private final SpoolDirectory directory;
    private final SpoolWriter writer;
    private final String topic;
    private final SpoolMetrics metrics;
    private final KafkaProducer<String, byte[]> producer;
    private final SpoolReader reader;
    private final Deque<InFlight> inFlight = new ArrayDeque<>();
    private final Thread thread = new Thread(this::run, "turn-delivery");
    private boolean woken;
    /** The broker does not answer: nothing new is sent until the oldest turn gets through. */
    private boolean stalled;

    private volatile boolean closing;

    /** @param after the position just behind it */
    private record InFlight(SpooledTurn turn, SpoolPosition after, Future<RecordMetadata> sent) {}

    SpoolDelivery(
            SpoolDirectory directory, SpoolWriter writer, String topic, Map<String, Object> kafka, SpoolMetrics metrics)
            throws IOException {
        this.directory = directory;
        this.writer = writer;
        this.topic = topic;
        this.metrics = metrics;
        SpoolPosition delivered = directory.delivered();
        long first = directory.segments().stream()
                .filter(segment -> segment >= delivered.segment())
                .findFirst()
                .orElse(writer.end().segment());
        this.reader =
                new SpoolReader(directory, first == delivered.segment() ? delivered : new SpoolPosition(first, 0));
        countWaiting();
        this.producer = new KafkaProducer<>(settings(kafka), new StringSerializer(), new ByteArraySerializer());
        thread.setDaemon(true);
    }

    private static Map<String, Object> settings(Map<String, Object> kafka) {
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE); // the spool never gives up
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, dev.backchannel.topics.Topic.MAX_RECORD_BYTES);
        return settings;
    }

    void start() {
        thread.start();
    }

    /** Something new was written. */
    synchronized void wake() {
        woken = true;
        notifyAll();
    }

    private void run() {
        try {
            while (!closing) {
                boolean sent = send();
                boolean acknowledged = reap(0);
                if (!sent && !acknowledged) {
                    await(inFlight.isEmpty() ? 100 : 5);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            log.error("the delivery of served turns stopped; they stay in the spool until a restart", e);
        }
    }

    private boolean send() throws IOException {
        boolean any = false;
        while (inFlight.size() < MAX_IN_FLIGHT && !stalled) {
            SpooledTurn turn = read();
            if (turn == null) {
                break;
            }
            Future<RecordMetadata> sent = send(turn);
            inFlight.add(new InFlight(turn, reader.position(), sent));
            stalled = sent.isDone() && failed(sent);
            any = true;
        }
        return any;
    }

    private Future<RecordMetadata> send(SpooledTurn turn) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(topic, turn.key(), turn.value());
        Traces.put(record.headers(), turn.traceparent());
        return producer.send(record, (metadata, error) -> wake());
    }

    /** The next turn of the spool, going on to the next segment at the end of one. */
    private @Nullable SpooledTurn read() throws IOException {
        while (true) {
            SpoolPosition end = writer.end();
            long segment = reader.position().segment();
            boolean newest = segment == end.segment();
            SpooledTurn turn = reader.next(newest ? end.offset() : directory.size(segment));
            if (turn != null || newest) {
                return turn;
            }
            if (!inFlight.isEmpty()) {
                return null; // a segment is left only when all of it is acknowledged
            }
            leave(segment);
            reader.moveTo(nextAfter(segment, end.segment()));
            directory.delivered(reader.position());
        }
    }

    private long nextAfter(long segment, long newest) {
        return directory.segments().stream()
                .filter(s -> s > segment)
                .findFirst()
                .orElse(newest);
    }

    private void leave(long segment) throws IOException {
        long size = directory.size(segment);
        if (size > reader.position().offset()) {
            log.warn(
                    "{} of {} bytes of the spool's segment {} cannot be read (a kill in the middle of a write, or a"
                            + " damaged disk); it is put aside",
                    size - reader.position().offset(),
                    size,
                    segment);
            metrics.damaged.increment();
            directory.putAside(segment);
        } else {
            directory.delete(segment);
        }
        metrics.bytes.addAndGet(-size);
    }

    /** Notes the acknowledged turns at the head. */
    private boolean reap(long waitMillis) throws IOException, InterruptedException {
        SpoolPosition delivered = null;
        while (!inFlight.isEmpty()
                && (waitMillis > 0 || inFlight.element().sent().isDone())) {
            InFlight head = inFlight.remove();
            try {
                head.sent().get(waitMillis, TimeUnit.MILLISECONDS);
                metrics.delivered.increment();
                stalled = false;
            } catch (TimeoutException e) {
                inFlight.addFirst(head);
                break;
            } catch (ExecutionException e) {
                if (!isPermanent(e.getCause())) {
                    retry(head);
                    break;
                }
                log.error("the broker refuses a served turn for good", e.getCause());
                metrics.undeliverable.increment();
            }
            delivered = head.after();
            metrics.waiting.decrementAndGet();
        }
        if (delivered != null) {
            directory.delivered(delivered);
        }
        return delivered != null;
    }

    private static boolean failed(Future<RecordMetadata> sent) {
        try {
            sent.get(0, TimeUnit.MILLISECONDS);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return true;
        }
    }

    private void retry(InFlight head) throws InterruptedException {
        stalled = true;
        Thread.sleep(RETRY_MILLIS);
        inFlight.addFirst(new InFlight(head.turn(), head.after(), send(head.turn())));
    }

    private static boolean isPermanent(@Nullable Throwable error) {
        return error instanceof RecordTooLargeException;
    }

    private void countWaiting() throws IOException {
        try (SpoolReader ahead = new SpoolReader(directory, reader.position())) {
            long last = writer.end().segment();
            while (ahead.position().segment() < last) {
                long segment = ahead.position().segment();
                while (ahead.next(directory.size(segment)) != null) {
                    metrics.waiting.incrementAndGet();
                }
                ahead.moveTo(nextAfter(segment, last));
            }
        }
    }

    @SuppressWarnings("WaitNotInLoop") // to look too early does no harm
    private synchronized void await(long millis) throws InterruptedException {
        if (!woken) {
            wait(millis);
        }
        woken = false;
    }

    @Override
    public void close() {
        closing = true;
        wake();
        try {
            thread.join(10_000);
            if (!stalled) {
                send();
                reap(FAREWELL.toMillis());
            }
            producer.close(Duration.ZERO);
            reader.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            log.warn("the spool could not be closed cleanly: {}", e.getMessage());
        }
    }
}
