package dev.backchannel.standalone.bench.measure;

import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/**
 * Requests at a steady rate, whatever becomes of those before them: a server that stalls is asked all the same, so that its
 * stall shows in every request that fell into it.
 */
public final class OpenLoop {
    private static final int CONNECTIONS = 32;
    private static final long PATIENCE_SECONDS = 60;

    private OpenLoop() {}

    /** Makes a connection. */
    public interface Connector {
        HttpConnection connect() throws IOException;
    }

    /** @param dueNanos when the request should have been sent; no connection may have been free then */
    public record Answered(long dueNanos, HttpReply reply) {
        /** Milliseconds from when it was due to the last byte of its answer. */
        public double millisSinceDue() {
            return (reply.endNanos() - dueNanos) / 1e6;
        }
    }

    /** @param failed requests whose connection broke, or could not be made */
    public record Outcome(List<Answered> answered, long failed) {}

    /** @param body of the request of this number, from 0 */
    public static Outcome run(Connector connector, LongFunction<byte[]> body, double perSecond, double seconds)
            throws IOException, InterruptedException {
        ConcurrentLinkedQueue<HttpConnection> all = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<HttpConnection> idle = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Answered> answered = new ConcurrentLinkedQueue<>();
        LongAdder failed = new LongAdder();
        ExecutorService senders = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            for (int i = 0; i < CONNECTIONS; i++) {
                idle.add(connect(connector, all));
            }
            long begin = System.nanoTime();
            long requests = Math.round(perSecond * seconds);
            for (long i = 0; i < requests; i++) {
                byte[] next = body.apply(i);
                long due = begin + Math.round(i * 1e9 / perSecond);
                awaitNanos(due);
                senders.execute(() -> {
                    try {
                        HttpConnection whole = idle.poll(); // as many as there are threads, but for those that broke
                        HttpConnection connection = whole == null ? connect(connector, all) : whole;
                        answered.add(new Answered(due, connection.ask(next)));
                        idle.add(connection);
                    } catch (IOException | RuntimeException e) {
                        failed.increment();
                    }
                });
            }
            senders.shutdown();
            if (!senders.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("requests were not answered within " + PATIENCE_SECONDS + " s");
            }
        } finally {
            senders.shutdownNow();
            for (HttpConnection connection : all) {
                connection.close();
            }
        }
        return new Outcome(List.copyOf(answered), failed.sum());
    }

    private static HttpConnection connect(Connector connector, Queue<HttpConnection> all) throws IOException {
        HttpConnection connection = connector.connect();
        all.add(connection);
        return connection;
    }

    private static void awaitNanos(long time) {
        for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
