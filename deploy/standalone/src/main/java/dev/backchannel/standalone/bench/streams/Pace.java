package dev.backchannel.standalone.bench.streams;

/**
 * How fast a topology worked, from its first commit on: what the start of an application costs is not in it.
 *
 * @param events records of the input that were read after the first commit
 * @param seconds until all of them were done with
 */
record Pace(long events, double seconds) {
    double eventsPerSecond() {
        return events / seconds;
    }

    Pace plus(Pace other) {
        return new Pace(events + other.events, seconds + other.seconds);
    }
}
