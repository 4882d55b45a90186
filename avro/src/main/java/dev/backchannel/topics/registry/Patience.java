package dev.backchannel.topics.registry;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks again, after longer and longer pauses, while the registry is away.
 *
 * @param longest after which it is told that it is away
 */
record Patience(Duration longest) {
    static final Patience NONE = new Patience(Duration.ZERO);

    private static final Logger log = LoggerFactory.getLogger(Patience.class);
    private static final long FIRST_PAUSE_MS = 250;
    private static final long LONGEST_PAUSE_MS = 5_000;

    <T> T await(Supplier<T> question) {
        long deadline = System.nanoTime() + longest.toNanos();
        for (long pause = FIRST_PAUSE_MS; ; pause = Math.min(LONGEST_PAUSE_MS, pause * 2)) {
            try {
                return question.get();
            } catch (RegistryAwayException e) {
                if (System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(pause) > deadline
                        || Thread.currentThread().isInterrupted()) {
                    throw e;
                }
                log.warn("{}; asking again in {} ms", e.getMessage(), pause);
                sleep(pause, e);
            }
        }
    }

    private static void sleep(long ms, RegistryAwayException otherwise) {
        try {
            TimeUnit.MILLISECONDS.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw otherwise;
        }
    }
}
