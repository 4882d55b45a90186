package dev.backchannel.server.emission;

/**
 * A place in the spool.
 *
 * @param segment number of the file
 * @param offset bytes into it
 */
record SpoolPosition(long segment, long offset) implements Comparable<SpoolPosition> {
    @Override
    public int compareTo(SpoolPosition other) {
        int bySegment = Long.compare(segment, other.segment);
        return bySegment != 0 ? bySegment : Long.compare(offset, other.offset);
    }
}
