package dev.backchannel.standalone.bench.streams;

/**
 * How fast a topology worked, from its first commit on: what the start of an application costs is not in it.
 *
 * @param events records of the input that were read after the first commit
 * @param seconds until all of them were done with
 * @param cpuSeconds of processor time that the whole process took meanwhile, broker included
 */
record Pace(long events, double seconds, double cpuSeconds) {
    static final Pace NONE = new Pace(0, 0, 0);

    double eventsPerSecond() {
        return events / seconds;
    }

    double cpuMicrosPerEvent() {
        return cpuSeconds * 1e6 / events;
    }

    Pace plus(Pace other) {
        return new Pace(events + other.events, seconds + other.seconds, cpuSeconds + other.cpuSeconds);
    }
}
