package dev.backchannel.ingestion;

import dev.backchannel.topics.Topic;
import java.time.Duration;

/**
 * What an operator may choose about the door.
 *
 * @param maxBodyBytes largest request body; above it 413
 * @param maxEvents most events in one request; above it 413
 * @param maxTextBytes most UTF-8 bytes of text in one event; above it the event is rejected
 * @param maxInFlightBytes bytes of bodies held at once, from the first chunk to the answer; above it 429
 * @param maxInFlightEvents events sent and not yet acknowledged; above it 429
 * @param deliveryTimeout how long an event may wait for its acknowledgement; after it 503
 * @param retryAfter what 429 and 503 tell the client to wait
 * @param linger how long the producer waits to fill a batch
 * @param workers threads that parse and send, so that no event loop does
 */
public record IngestionConfig(
        int maxBodyBytes,
        int maxEvents,
        int maxTextBytes,
        long maxInFlightBytes,
        int maxInFlightEvents,
        Duration deliveryTimeout,
        Duration retryAfter,
        Duration linger,
        int workers) {

    public IngestionConfig {
        require(maxBodyBytes > 0, "maxBodyBytes must be positive, not " + maxBodyBytes);
        require(maxEvents > 0, "maxEvents must be positive, not " + maxEvents);
        require(
                maxTextBytes > 0 && maxTextBytes <= Topic.MAX_RECORD_BYTES / 2,
                "maxTextBytes must be between 1 and " + Topic.MAX_RECORD_BYTES / 2
                        + " (half of what a record may hold), not " + maxTextBytes);
        require(
                maxInFlightBytes >= maxBodyBytes,
                "maxInFlightBytes must be at least maxBodyBytes (" + maxBodyBytes + "), not " + maxInFlightBytes);
        require(
                maxInFlightEvents >= maxEvents,
                "maxInFlightEvents must be at least maxEvents (" + maxEvents + "), not " + maxInFlightEvents);
        require(
                deliveryTimeout.toMillis() >= 1000,
                "deliveryTimeout must be at least 1 s, not " + deliveryTimeout.toMillis() + " ms");
        require(retryAfter.toSeconds() >= 1, "retryAfter must be at least 1 s, not " + retryAfter.toMillis() + " ms");
        require(
                !linger.isNegative() && linger.toMillis() < deliveryTimeout.toMillis() / 2,
                "linger must be between 0 and half the deliveryTimeout, not " + linger.toMillis() + " ms");
        require(workers > 0, "workers must be positive, not " + workers);
    }

    public static IngestionConfig defaults() {
        return new IngestionConfig(
                8 << 20,
                20_000,
                256 << 10,
                64L << 20,
                100_000,
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                Duration.ofMillis(1),
                Math.max(2, Runtime.getRuntime().availableProcessors()));
    }

    public IngestionConfig withMaxInFlightBytes(long bytes) {
        return new IngestionConfig(
                (int) Math.min(maxBodyBytes, bytes),
                maxEvents,
                maxTextBytes,
                bytes,
                maxInFlightEvents,
                deliveryTimeout,
                retryAfter,
                linger,
                workers);
    }

    public IngestionConfig withDeliveryTimeout(Duration timeout) {
        return new IngestionConfig(
                maxBodyBytes,
                maxEvents,
                maxTextBytes,
                maxInFlightBytes,
                maxInFlightEvents,
                timeout,
                retryAfter,
                linger,
                workers);
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
