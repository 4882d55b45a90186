package dev.backchannel.streams.arms;

import dev.backchannel.streams.config.ExperimentRules;
import dev.backchannel.streams.config.Margins;
import dev.backchannel.streams.experiment.Guard;
import dev.backchannel.streams.experiment.GuardSettings;
import dev.backchannel.streams.experiment.GuardedMetric;
import dev.backchannel.streams.experiment.Ruling;
import dev.backchannel.streams.experiment.Ruling.Action;
import dev.backchannel.streams.experiment.SampleRatio;
import dev.backchannel.streams.observe.Metric;
import dev.backchannel.topics.Arms;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The guard as it is configured. */
final class Look {
    private static final double PRIOR_USERS = 100;

    private final Guard guard;
    private final SampleRatio sampleRatio;

    Look(ExperimentRules rules) {
        sampleRatio = new SampleRatio(rules.mismatchAlpha(), PRIOR_USERS);
        guard = new Guard(
                new GuardSettings(
                        guarded(rules.margins()),
                        rules.alpha(),
                        rules.leastUsers(),
                        rules.leastExposures(),
                        rules.usingHistory()),
                sampleRatio);
    }

    /** @param candidateShare 0 or 1: there is nothing to compare */
    Ruling at(Figures figures, double candidateShare) {
        if (!(candidateShare > 0 && candidateShare < 1)) {
            return new Ruling(Action.HOLD, "all traffic is in one arm", Map.of());
        }
        return guard.look(
                figures.arm(Arms.CONTROL).figures(), figures.arm(Arms.CANDIDATE).figures(), candidateShare);
    }

    /** Probability of a split at least as uneven as this one, however often one looks. */
    double mismatch(Figures figures, double candidateShare) {
        return sampleRatio.pValue(
                new long[] {
                    figures.arm(Arms.CONTROL).users(),
                    figures.arm(Arms.CANDIDATE).users()
                },
                new double[] {1 - candidateShare, candidateShare});
    }

    private static List<GuardedMetric> guarded(Margins margins) {
        return Arrays.stream(Metric.values())
                .filter(metric -> margin(metric, margins) > 0)
                .map(metric -> new GuardedMetric(metric.wire(), metric.higherIsBetter(), margin(metric, margins)))
                .toList();
    }

    private static double margin(Metric metric, Margins margins) {
        return switch (metric) {
            case THUMBS_UP_RATE -> margins.thumbsUpRate();
            case EDIT_DISTANCE -> margins.editDistance();
            case NEGATIVE_FOLLOW_UP_RATE -> margins.negativeFollowUpRate();
            case ACCEPTANCE_RATE -> margins.acceptanceRate();
        };
    }
}
