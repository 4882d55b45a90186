package dev.backchannel.access;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A token bucket for each name. Thread-safe. */
public final class RateLimiter {
    /** Above so many, those that are full (and so say nothing) are dropped. */
    private static final int MANY = 10_000;

    private record Bucket(double tokens, long at) {}

    private final double perSecond;
    private final double burst;
    private final LongSupplier nanos;
    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();

    /**
     * @param perSecond how fast a bucket fills
     * @param burst how much it holds
     * @param nanos a clock that never goes back
     */
    public RateLimiter(double perSecond, double burst, LongSupplier nanos) {
        if (!(perSecond > 0) || !(burst >= 1)) {
            throw new IllegalArgumentException(
                    "a rate of " + perSecond + " a second with bursts of " + burst + " lets nobody in");
        }
        this.perSecond = perSecond;
        this.burst = burst;
        this.nanos = nanos;
    }

    /** @throws AccessDenied 429 with the time until there is a token again */
    public void take(String name) throws AccessDenied {
        long now = nanos.getAsLong();
        double[] lacking = new double[1];
        buckets.compute(name, (key, before) -> {
            double filled = before == null ? burst : filled(before, now);
            lacking[0] = Math.max(0, 1 - filled);
            return new Bucket(lacking[0] > 0 ? filled : filled - 1, now);
        });
        if (buckets.size() > MANY) {
            buckets.values().removeIf(bucket -> filled(bucket, now) >= burst);
        }
        if (lacking[0] > 0) {
            long seconds = (long) Math.ceil(lacking[0] / perSecond);
            throw AccessDenied.tooMuch(
                    "more than " + perSecond + " requests a second; wait " + seconds + " s and send the same again",
                    Math.max(1, seconds));
        }
    }

    private double filled(Bucket bucket, long now) {
        double seconds = Math.max(0, now - bucket.at()) / (double) TimeUnit.SECONDS.toNanos(1);
        return Math.min(burst, bucket.tokens() + seconds * perSecond);
    }
}
