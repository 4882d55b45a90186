package dev.backchannel.standalone.system;

import java.util.Optional;

/**
 * What the topics tell of the loop so far.
 *
 * @param events accepted by the broker, turns included
 * @param pairs preferences of two answers
 * @param labels preferences of one answer
 * @param steps learning steps, as written before they were taken
 * @param checkpoints committed
 * @param checkpointId the newest committed one
 * @param checkpointStep its step
 * @param shadow whether the newest is not to be served
 * @param alerts so far
 * @param lastAlert its message
 */
public record LiveFigures(
        long events,
        long pairs,
        long labels,
        long steps,
        long checkpoints,
        Optional<String> checkpointId,
        long checkpointStep,
        boolean shadow,
        long alerts,
        Optional<String> lastAlert) {

    static LiveFigures none() {
        return new LiveFigures(0, 0, 0, 0, 0, Optional.empty(), 0, false, 0, Optional.empty());
    }

    public long preferences() {
        return pairs + labels;
    }
}
