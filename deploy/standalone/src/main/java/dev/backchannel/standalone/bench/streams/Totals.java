package dev.backchannel.standalone.bench.streams;

import dev.backchannel.standalone.bench.BenchResult;

/** Adds runs up. */
final class Totals {
    private static final double MIB = 1 << 20;

    private Pace passed = Pace.NONE;
    private Pace settled = Pace.NONE;
    private double least = Double.MAX_VALUE;
    private double most;
    private long events;
    private long turns;
    private long signals;
    private long derived;
    private long mined;
    private long bytes;
    private long inputBytes;
    private long passedBytes;
    private long writtenBytes;
    private long restoredTurns;
    private double restoreSeconds;

    void add(Run run) {
        passed = passed.plus(run.passed());
        settled = settled.plus(run.settled());
        double ratio = run.settled().eventsPerSecond() / run.passed().eventsPerSecond();
        least = Math.min(least, ratio);
        most = Math.max(most, ratio);
        events += run.input().events();
        turns += run.input().turns();
        signals += run.input().signals();
        derived += run.input().derived();
        mined += run.preferences();
        bytes += run.input().bytes();
        inputBytes += run.inputBytes();
        passedBytes += run.passedBytes();
        writtenBytes += run.writtenBytes();
    }

    /** @param seconds from a start without state to the first preference */
    void restored(long ofTurns, double seconds) {
        restoredTurns = ofTurns;
        restoreSeconds = seconds;
    }

    BenchResult result() {
        BenchResult result = new BenchResult("streams")
                .put("ratio", settled.eventsPerSecond() / passed.eventsPerSecond())
                .put("leastRatio", least)
                .put("mostRatio", most)
                .put("eventsPerSecond", settled.eventsPerSecond())
                .put("passThroughEventsPerSecond", passed.eventsPerSecond())
                .put("cpuRatio", passed.cpuMicrosPerEvent() / settled.cpuMicrosPerEvent())
                .put("cpuMicrosPerEvent", settled.cpuMicrosPerEvent())
                .put("passThroughCpuMicrosPerEvent", passed.cpuMicrosPerEvent())
                .put("events", events)
                .put("turns", turns)
                .put("signalsPerTurn", signals / (double) turns)
                .put("derivedFollowUpsPerTurn", derived / (double) turns)
                .put("taughtSignals", mined)
                .put("bytesPerEvent", bytes / events)
                .put("inputMiB", inputBytes / MIB)
                .put("passThroughMiB", passedBytes / MIB)
                .put("writtenMiB", writtenBytes / MIB);
        return restoredTurns == 0
                ? result
                : result.put("restoreSeconds", restoreSeconds).put("restoredTurns", restoredTurns);
    }
}
