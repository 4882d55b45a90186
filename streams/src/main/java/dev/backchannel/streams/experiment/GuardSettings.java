package dev.backchannel.streams.experiment;

import java.util.List;

/**
 * What a guard watches, and how sure it has to be.
 *
 * @param metrics guarded, each with an equal part of alpha
 * @param alpha chance that a candidate which is as good as the control in every guarded metric is ever rolled back
 * @param leastUsers per arm, before anything is decided: the boundary holds for estimates over many users
 * @param leastExposures of the candidate arm before it is promoted
 * @param usingHistory whether users' earlier behaviour is regressed out
 */
public record GuardSettings(
        List<GuardedMetric> metrics, double alpha, int leastUsers, long leastExposures, boolean usingHistory) {
    public GuardSettings {
        metrics = List.copyOf(metrics);
        if (metrics.isEmpty()) {
            throw new IllegalArgumentException("a guard needs at least one metric to guard");
        }
        if (leastUsers < 2) {
            throw new IllegalArgumentException("least users per arm must be 2 or more, not " + leastUsers);
        }
    }

    double alphaOfOne() {
        return alpha / metrics.size();
    }
}
