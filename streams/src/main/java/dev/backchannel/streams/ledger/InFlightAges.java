package dev.backchannel.streams.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How long the signals in flight have been so.
 *
 * @param oldestMillis since the oldest was accepted; 0: nothing is in flight
 * @param byAge counts by age: under10s, under1m, under10m, under1h, under1d, older
 */
public record InFlightAges(long oldestMillis, Map<String, Long> byAge) {
    private static final Map<String, Duration> BOUNDS = bounds();
    private static final String OLDER = "older";

    static InFlightAges none() {
        Map<String, Long> counts = new LinkedHashMap<>();
        BOUNDS.keySet().forEach(name -> counts.put(name, 0L));
        counts.put(OLDER, 0L);
        return new InFlightAges(0, counts);
    }

    InFlightAges plus(Instant acceptedAt, Instant now) {
        Duration age = Duration.between(acceptedAt, now);
        Map<String, Long> counts = new LinkedHashMap<>(byAge);
        String bucket = BOUNDS.entrySet().stream()
                .filter(bound -> age.compareTo(bound.getValue()) < 0)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(OLDER);
        counts.merge(bucket, 1L, Long::sum);
        return new InFlightAges(Math.max(oldestMillis, age.toMillis()), counts);
    }

    private static Map<String, Duration> bounds() {
        Map<String, Duration> bounds = new LinkedHashMap<>();
        bounds.put("under10s", Duration.ofSeconds(10));
        bounds.put("under1m", Duration.ofMinutes(1));
        bounds.put("under10m", Duration.ofMinutes(10));
        bounds.put("under1h", Duration.ofHours(1));
        bounds.put("under1d", Duration.ofDays(1));
        return bounds;
    }
}
