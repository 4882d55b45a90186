package dev.backchannel.learner.plan;

import dev.backchannel.learner.influence.InfluenceSettings;
import java.time.Duration;

/**
 * When a step is cut, and of what.
 *
 * @param nominal records of a full step
 * @param largest most fresh records of a step, taken when a backlog waits; at least {@code nominal}
 * @param longestWait a step is cut with what there is when something has waited so long
 * @param replayShare records drawn from the reservoir for a full step, as a share of {@code nominal}
 * @param replaysPerFresh most replayed records for each fresh one, when a small step is filled up
 * @param reservoirCapacity records kept for replay; part of every checkpoint
 * @param influence how much one user may teach
 */
public record BatchSettings(
        int nominal,
        int largest,
        Duration longestWait,
        double replayShare,
        int replaysPerFresh,
        int reservoirCapacity,
        InfluenceSettings influence) {
    public BatchSettings(
            int nominal,
            int largest,
            Duration longestWait,
            double replayShare,
            int replaysPerFresh,
            int reservoirCapacity) {
        this(
                nominal,
                largest,
                longestWait,
                replayShare,
                replaysPerFresh,
                reservoirCapacity,
                InfluenceSettings.defaults());
    }

    public BatchSettings {
        if (nominal < 1) {
            throw new IllegalArgumentException("the nominal batch is " + nominal + ", but must be at least 1");
        }
        if (largest < nominal) {
            throw new IllegalArgumentException(
                    "the largest batch is " + largest + ", but must be at least the nominal batch, " + nominal);
        }
        if (!(replayShare >= 0 && replayShare <= 1)) {
            throw new IllegalArgumentException("replayShare is " + replayShare + ", but must be from 0 to 1");
        }
        if (replaysPerFresh < 0 || reservoirCapacity < 0) {
            throw new IllegalArgumentException("replaysPerFresh is " + replaysPerFresh + " and reservoirCapacity "
                    + reservoirCapacity + ", but neither may be below 0");
        }
    }

    /** Steps of exactly the nominal batch and no others: what they are made of does not depend on the clock. */
    public BatchSettings byCount() {
        return new BatchSettings(
                nominal, nominal, Duration.ofDays(36_500), replayShare, replaysPerFresh, reservoirCapacity, influence);
    }

    public BatchSettings withInfluence(InfluenceSettings value) {
        return new BatchSettings(nominal, largest, longestWait, replayShare, replaysPerFresh, reservoirCapacity, value);
    }
}
