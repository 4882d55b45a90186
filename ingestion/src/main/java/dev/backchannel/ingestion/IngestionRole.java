package dev.backchannel.ingestion;

import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.Router;
import java.time.Clock;
import java.util.Map;

/** The door for events: {@code POST /v1/events} to the {@code interactions} topic. */
public final class IngestionRole implements AutoCloseable {
    private static final long PROBE_MS = 500;

    private final Vertx vertx;
    private final WorkerExecutor workers;
    private final Publisher publisher;
    private final EventsHandler handler;
    private volatile boolean ready;
    private volatile boolean closed;

    private IngestionRole(Vertx vertx, WorkerExecutor workers, Publisher publisher, EventsHandler handler) {
        this.vertx = vertx;
        this.workers = workers;
        this.publisher = publisher;
        this.handler = handler;
    }

    /**
     * Returns at once; {@link #ready()} tells when the broker was reached.
     *
     * @param kafkaProps producer settings, at least {@code bootstrap.servers}
     */
    public static IngestionRole start(
            Vertx vertx,
            IngestionConfig config,
            Topics topics,
            Map<String, Object> kafkaProps,
            MeterRegistry registry) {
        Budget bytes = new Budget(config.maxInFlightBytes());
        Budget events = new Budget(config.maxInFlightEvents());
        EventReader reader =
                new EventReader(new EventMapper(Clock.systemUTC(), config.maxTextBytes()), config.maxEvents());
        Publisher publisher = new Publisher(topics.interactions, kafkaProps, config);
        WorkerExecutor workers = vertx.createSharedWorkerExecutor("backchannel-ingestion", config.workers());
        EventsHandler handler = new EventsHandler(
                config,
                reader,
                publisher,
                workers,
                bytes,
                events,
                new IngestionMetrics(registry, bytes, events),
                topics.traces());
        IngestionRole role = new IngestionRole(vertx, workers, publisher, handler);
        role.probe();
        return role;
    }

    /** Mount before any body handler: this route reads bodies itself, within its budget. */
    public void mount(Router router) {
        router.post("/v1/events").handler(handler);
    }

    /** Whether the broker has been reached since the start. */
    public boolean ready() {
        return ready && !closed;
    }

    /** Waits up to two seconds for what is on its way; unanswered requests get their 503. */
    @Override
    public void close() {
        closed = true;
        publisher.close();
        workers.close();
    }

    private void probe() {
        workers.executeBlocking(publisher::reachable, false).onComplete(reached -> {
            if (reached.succeeded() && reached.result()) {
                ready = true;
            } else if (!closed) {
                vertx.setTimer(PROBE_MS, timer -> probe());
            }
        });
    }
}
