package dev.backchannel.streams.experiment;

import java.util.Map;

/**
 * What is known of an arm.
 *
 * @param users assigned to it
 * @param exposures turns it served
 * @param moments by metric
 */
public record ArmFigures(long users, long exposures, Map<String, Moments> moments) {
    public ArmFigures {
        moments = Map.copyOf(moments);
    }

    Moments of(String metric) {
        return moments.getOrDefault(metric, Moments.NONE);
    }
}
