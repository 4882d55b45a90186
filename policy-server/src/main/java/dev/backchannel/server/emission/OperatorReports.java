package dev.backchannel.server.emission;

import dev.backchannel.avro.ComponentStatus;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Alerts and heartbeats to the operator's topics, on a thread of their own: nobody waits for the broker. */
public final class OperatorReports implements AutoCloseable {
    /** The component's name in alerts and heartbeats. */
    public static final String COMPONENT = "policy-server";

    private static final Logger log = LoggerFactory.getLogger(OperatorReports.class);

    private final Topics topics;
    private final String instance;
    private final Clock clock;
    private final KafkaProducer<String, byte[]> producer;
    private final ScheduledExecutorService executor;
    private final AtomicBoolean heartbeatOpen = new AtomicBoolean();

    public OperatorReports(Topics topics, String instance, Map<String, Object> kafka, Clock clock) {
        this.topics = topics;
        this.instance = instance;
        this.clock = clock;
        Map<String, Object> settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 2_000);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 1_000);
        this.producer = new KafkaProducer<>(settings, new StringSerializer(), new ByteArraySerializer());
        this.executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "operator-reports");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Something that a person should know. */
    public void alert(String name, String target, String message, Map<String, String> details) {
        log.warn("{}: {}", name, message);
        Map<String, String> all = new HashMap<>(details);
        all.put("instance", instance);
        OperatorEvent event = OperatorEvent.newBuilder()
                .setKind(OperatorEventKind.ALERT)
                .setName(name)
                .setTarget(target)
                .setComponent(COMPONENT)
                .setMessage(message)
                .setDetails(all)
                .setAt(clock.instant())
                .build();
        execute(() -> send(topics.operatorEvents, target, event, () -> {}));
    }

    /** Tells the status topic every {@code period} how this server is. */
    public void beat(Duration period, Supplier<Heartbeat> heartbeat) {
        executor.scheduleAtFixedRate(() -> beat(heartbeat.get()), 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** And once more now, because something changed. */
    public void beatNow(Supplier<Heartbeat> heartbeat) {
        execute(() -> beat(heartbeat.get()));
    }

    /**
     * How this server is.
     *
     * @param state starting, ready or stopping
     * @param checkpoint the candidate's
     * @param arms arm → what it serves
     */
    public record Heartbeat(String state, String checkpoint, Map<String, String> arms, Map<String, Double> figures) {}

    private void beat(Heartbeat heartbeat) {
        if (heartbeatOpen.getAndSet(true)) {
            return; // the last one is still on its way: the broker is away
        }
        ComponentStatus status = ComponentStatus.newBuilder()
                .setComponent(COMPONENT)
                .setInstance(instance)
                .setState(heartbeat.state())
                .setCheckpoint(heartbeat.checkpoint())
                .setFigures(heartbeat.figures())
                .setArms(heartbeat.arms())
                .setAt(clock.instant())
                .build();
        send(topics.status, COMPONENT + '/' + instance, status, () -> heartbeatOpen.set(false));
    }

    private <V extends SpecificRecord> void send(Topic<String, V> topic, String key, V value, Runnable done) {
        byte[] bytes = topic.valueSerde().serializer().serialize(topic.name(), value);
        producer.send(new ProducerRecord<>(topic.name(), key, bytes), (metadata, error) -> {
            if (error != null) {
                log.warn("a record for {} could not be sent: {}", topic.name(), error.getMessage());
            }
            done.run();
        });
    }

    private void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            log.debug("closed: {}", e.getMessage());
        }
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            executor.awaitTermination(3, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.close(Duration.ofSeconds(1));
    }
}
