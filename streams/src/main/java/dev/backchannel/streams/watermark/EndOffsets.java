package dev.backchannel.streams.watermark;

import java.time.Instant;
import java.util.Optional;

/** Where partitions ended, as last observed. Answers at once, whatever the broker does. */
public interface EndOffsets {
    /**
     * @param at not later than the moment at which the end was asked for
     * @param end offset of the next record
     * @param committed offset up to which this application has committed its work, 0 if it never did
     */
    record Observation(Instant at, long end, long committed) {}

    /** @return empty while nothing has been observed */
    Optional<Observation> of(String topic, int partition);
}
