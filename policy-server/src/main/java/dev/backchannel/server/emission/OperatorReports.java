package dev.backchannel.server.emission;

import dev.backchannel.avro.ComponentStatus;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.topics.OperatorChannel;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Alerts and heartbeats to the operator's topics, on a thread of their own: nobody waits for the broker. */
public final class OperatorReports implements AutoCloseable {
    /** The component's name in alerts and heartbeats. */
    public static final String COMPONENT = "policy-server";

    private static final Logger log = LoggerFactory.getLogger(OperatorReports.class);

    /** An alert may be about the broker itself, and is to be read once that is back. */
    private static final Duration PATIENCE = Duration.ofMillis(Integer.MAX_VALUE);

    private final String instance;
    private final OperatorChannel channel;
    private final ScheduledExecutorService executor;
    private final AtomicBoolean heartbeatOpen = new AtomicBoolean();

    public OperatorReports(Topics topics, String instance, Map<String, Object> kafka, Clock clock) {
        this.instance = instance;
        this.channel = new OperatorChannel(topics, kafka, COMPONENT, instance, PATIENCE, clock);
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
        OperatorEvent event = channel.alert(name, target, message, all).build();
        execute(() -> channel.send(event));
    }

    /** Tells the status topic every {@code period} how this server is. */
    @SuppressWarnings("FutureReturnValueIgnored") // a beat tells its problems itself
    public void beat(Duration period, Supplier<Heartbeat> heartbeat) {
        executor.scheduleAtFixedRate(() -> beat(heartbeat), 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** And once more now, because something changed. */
    public void beatNow(Supplier<Heartbeat> heartbeat) {
        execute(() -> beat(heartbeat));
    }

    /**
     * How this server is.
     *
     * @param state starting, ready or stopping
     * @param checkpoint the candidate's
     * @param arms arm → what it serves
     */
    public record Heartbeat(String state, String checkpoint, Map<String, String> arms, Map<String, Double> figures) {}

    private void beat(Supplier<Heartbeat> heartbeat) {
        try {
            beat(heartbeat.get());
        } catch (RuntimeException e) { // which would make it the last one
            log.warn("no heartbeat: {}", e.toString());
        }
    }

    private void beat(Heartbeat heartbeat) {
        ComponentStatus status = channel.status(heartbeat.state())
                .setCheckpoint(heartbeat.checkpoint())
                .setFigures(heartbeat.figures())
                .setArms(heartbeat.arms())
                .build();
        if (heartbeatOpen.getAndSet(true)) {
            return; // the last one is still on its way: the broker is away
        }
        channel.send(status, () -> heartbeatOpen.set(false));
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
        channel.close();
    }
}
