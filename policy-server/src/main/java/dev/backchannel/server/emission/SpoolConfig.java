package dev.backchannel.server.emission;

/**
 * How served turns wait on disk for the broker.
 *
 * @param maxBytes the spool's limit; when it is reached, new turns are dropped, counted and alerted
 * @param segmentBytes a new file is begun after so many bytes; files are deleted whole
 * @param fsync false: written turns survive the death of the process, not a power cut; true: each batch of turns is synced
 *     before their responses complete
 */
public record SpoolConfig(long maxBytes, int segmentBytes, boolean fsync) {
    public SpoolConfig {
        if (segmentBytes < 1024) {
            throw new IllegalArgumentException("segmentBytes is " + segmentBytes + ", but must be at least 1024.");
        }
        if (maxBytes < segmentBytes) {
            throw new IllegalArgumentException(
                    "maxBytes is " + maxBytes + ", but must be at least segmentBytes, " + segmentBytes + ".");
        }
    }

    public static SpoolConfig defaults() {
        return new SpoolConfig(256L << 20, 8 << 20, false);
    }
}
