package dev.backchannel.streams.experiment;

import java.util.Map;

/**
 * What a guard says at one look.
 *
 * @param action to take
 * @param reason with the numbers, for people to read
 * @param differences candidate − control of each guarded metric, with its confidence sequence
 */
public record Ruling(Action action, String reason, Map<String, Interval> differences) {
    public Ruling {
        differences = Map.copyOf(differences);
    }

    /** In the order of precedence. */
    public enum Action {
        /** The split is not what was asked: the figures mean nothing until somebody looks. */
        MISMATCH,
        ROLLBACK,
        PROMOTE,
        HOLD
    }
}
