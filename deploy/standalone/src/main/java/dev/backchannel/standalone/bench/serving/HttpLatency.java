package dev.backchannel.standalone.bench.serving;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * What HTTP, parsing, templating, the spool and the way between threads add to the engine's own time, at a steady rate of
 * requests for one token.
 *
 * @param added milliseconds from sending a request to having its answer, less the engine's own, sorted
 * @param total the same, the engine's included
 * @param notSent requests for which no connection was free, because the server cannot keep up with the rate
 */
record HttpLatency(List<Double> added, List<Double> total, long failed, long notSent) {
    private static final int CONNECTIONS = 32;

    /** @param body asks for one token */
    static HttpLatency measure(URI server, byte[] body, double perSecond, double seconds)
            throws IOException, InterruptedException {
        ConcurrentLinkedQueue<ChatConnection> idle = new ConcurrentLinkedQueue<>();
        List<ChatConnection> all = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            all.add(new ChatConnection(server));
        }
        idle.addAll(all);
        List<Double> added = Collections.synchronizedList(new ArrayList<>());
        List<Double> total = Collections.synchronizedList(new ArrayList<>());
        LongAdder failed = new LongAdder();
        long notSent = 0;
        ExecutorService senders = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            long begin = System.nanoTime();
            long requests = Math.round(perSecond * seconds);
            for (long i = 0; i < requests; i++) {
                awaitNanos(begin + Math.round(i * 1e9 / perSecond));
                ChatConnection connection = idle.poll();
                if (connection == null) {
                    notSent++;
                    continue;
                }
                senders.execute(() -> {
                    try {
                        ChatReply reply = connection.ask(body);
                        double millis = (reply.endNanos() - reply.sentNanos()) / 1e6;
                        if (reply.status() == 200) {
                            total.add(millis);
                            added.add(millis - reply.engineMillis());
                        } else {
                            failed.increment();
                        }
                        idle.add(connection);
                    } catch (IOException e) {
                        failed.increment();
                    }
                });
            }
            senders.shutdown();
            senders.awaitTermination(60, TimeUnit.SECONDS);
        } finally {
            senders.shutdownNow();
            for (ChatConnection connection : all) {
                connection.close();
            }
        }
        return new HttpLatency(sorted(added), sorted(total), failed.sum(), notSent);
    }

    private static void awaitNanos(long time) {
        for (long left = time - System.nanoTime(); left > 0; left = time - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static List<Double> sorted(List<Double> figures) {
        return figures.stream().sorted().toList();
    }
}
