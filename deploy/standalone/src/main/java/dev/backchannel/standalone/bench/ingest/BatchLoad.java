package dev.backchannel.standalone.bench.ingest;

import dev.backchannel.standalone.bench.measure.HttpConnection;
import dev.backchannel.standalone.bench.measure.HttpReply;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Posts bodies of many events over a few connections, each the next as soon as the last was answered. */
final class BatchLoad {
    private static final String NOTHING_REJECTED = "\"rejected\":[]";

    private BatchLoad() {}

    /**
     * @param events acknowledged
     * @param failed requests that were not answered with 202 for all of their events
     */
    record Figures(long events, long failed, double seconds) {}

    static Figures run(URI server, List<byte[]> bodies, int eventsInBody, int connections, double seconds)
            throws InterruptedException {
        AtomicLong next = new AtomicLong();
        LongAdder events = new LongAdder();
        LongAdder failed = new LongAdder();
        long begin = System.nanoTime();
        long end = begin + Math.round(seconds * 1e9);
        ExecutorService senders = Executors.newFixedThreadPool(connections);
        for (int i = 0; i < connections; i++) {
            senders.execute(() -> {
                try (HttpConnection connection = new HttpConnection(server, "/v1/events", "application/x-ndjson")) {
                    while (System.nanoTime() < end) {
                        HttpReply reply = connection.ask(bodies.get((int) (next.getAndIncrement() % bodies.size())));
                        if (reply.status() == 202 && reply.text().endsWith(NOTHING_REJECTED + "}")) {
                            events.add(eventsInBody);
                        } else {
                            failed.increment();
                        }
                    }
                } catch (IOException | RuntimeException e) {
                    failed.increment();
                }
            });
        }
        senders.shutdown();
        if (!senders.awaitTermination(Math.round(seconds) + 60, TimeUnit.SECONDS)) {
            senders.shutdownNow();
            failed.increment();
        }
        return new Figures(events.sum(), failed.sum(), (System.nanoTime() - begin) / 1e9);
    }
}
