package dev.backchannel.standalone.system;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been started, to be closed in the reverse order, each part whatever the others do. */
final class Startup implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Startup.class);

    private static final long SLOW_MILLIS = 1_000;

    private record Part(String name, AutoCloseable resource) {}

    private final Deque<Part> parts = new ArrayDeque<>();

    synchronized <T extends AutoCloseable> T started(String name, T resource) {
        parts.push(new Part(name, resource));
        return resource;
    }

    @Override
    public synchronized void close() {
        while (!parts.isEmpty()) {
            Part part = parts.pop();
            long begun = System.nanoTime();
            try {
                part.resource().close();
                long took = (System.nanoTime() - begun) / 1_000_000;
                if (took > SLOW_MILLIS) {
                    log.info("stopped {} in {} ms", part.name(), took);
                } else {
                    log.debug("stopped {} in {} ms", part.name(), took);
                }
            } catch (Exception e) {
                log.warn("{} did not stop cleanly: {}", part.name(), e.toString());
            }
        }
    }
}
