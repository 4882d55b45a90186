package dev.backchannel.streams.watermark;

import java.time.Duration;
import java.time.Instant;

/**
 * The time up to which every record of a partition has been read: the largest timestamp read, or, without traffic, the
 * moment at which the partition was found to hold nothing unread, less a grace for clocks that differ.
 */
public final class Watermark {
    private final EndOffsets ends;
    private final String topic;
    private final int partition;
    private final Duration clockGrace;

    private Instant time = Instant.EPOCH;
    private long next;

    public Watermark(EndOffsets ends, String topic, int partition, Duration clockGrace) {
        this.ends = ends;
        this.topic = topic;
        this.partition = partition;
        this.clockGrace = clockGrace;
    }

    /** A record was read. */
    public void read(long offset) {
        next = Math.max(next, offset + 1);
    }

    /** Records before this time will not come any more; for topics whose broker stamps them in order. */
    public void passed(Instant timestamp) {
        advance(timestamp);
    }

    public Instant now() {
        ends.of(topic, partition)
                .filter(o -> Math.max(next, o.committed()) >= o.end())
                .ifPresent(o -> advance(o.at().minus(clockGrace)));
        return time;
    }

    private void advance(Instant to) {
        if (to.isAfter(time)) {
            time = to;
        }
    }
}
