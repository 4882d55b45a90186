package dev.backchannel.standalone.system;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs something until SIGTERM or SIGINT, then lets it finish what it has begun, and ends the process with 0. */
public final class ServiceLifetime {
    private static final Logger log = LoggerFactory.getLogger(ServiceLifetime.class);
    private static final long READY_POLL_MILLIS = 50;

    private ServiceLifetime() {}

    /**
     * @param greeting printed on stderr once the service is ready
     * @return only when the thread is interrupted
     */
    public static <S extends AutoCloseable> int run(
            Supplier<S> starter, Function<S, String> greeting, Predicate<S> ready) {
        AtomicReference<S> service = new AtomicReference<>();
        CountDownLatch starting = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(service, starting), "shutdown"));
        try {
            long begun = System.nanoTime();
            service.set(starter.get());
            starting.countDown();
            while (!ready.test(service.get())) {
                Thread.sleep(READY_POLL_MILLIS);
            }
            log.info("ready after {} ms", (System.nanoTime() - begun) / 1_000_000);
            System.err.println(greeting.apply(service.get()));
            new CountDownLatch(1).await();
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } finally {
            starting.countDown();
        }
    }

    /** A stop during the start waits for the start, so that nothing is left half made. */
    private static void stop(AtomicReference<? extends AutoCloseable> service, CountDownLatch starting) {
        try {
            starting.await();
            AutoCloseable running = service.get();
            if (running == null) {
                return; // the start failed, and said so
            }
            System.err.println("stopping…");
            running.close();
            Runtime.getRuntime().halt(0); // a stop that was asked for is a success, whatever the signal's number
        } catch (Exception e) {
            System.err.println("stopped uncleanly: " + e.getMessage());
        }
    }
}
