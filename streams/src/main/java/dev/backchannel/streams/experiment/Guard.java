package dev.backchannel.streams.experiment;

import dev.backchannel.streams.experiment.Comparison.Difference;
import dev.backchannel.streams.experiment.Ruling.Action;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Decides about a candidate, at any look: rolled back once a guarded metric is surely worse, promoted once every one surely lies
 * within its margin, held otherwise. Without data it holds.
 */
public final class Guard {
    private final GuardSettings settings;
    private final SampleRatio sampleRatio;
    private final Comparison comparison;

    public Guard(GuardSettings settings, SampleRatio sampleRatio) {
        this.settings = settings;
        this.sampleRatio = sampleRatio;
        this.comparison = new Comparison(settings.usingHistory());
    }

    /**
     * Rules on what is known now.
     *
     * @param candidateShare of the users in these two arms that was asked for, between 0 and 1
     */
    public Ruling look(ArmFigures control, ArmFigures candidate, double candidateShare) {
        Map<String, Interval> differences = new LinkedHashMap<>();
        settings.metrics().forEach(metric -> differences.put(metric.name(), difference(metric, control, candidate)));
        if (sampleRatio.mismatched(
                new long[] {control.users(), candidate.users()}, new double[] {1 - candidateShare, candidateShare})) {
            return new Ruling(
                    Action.MISMATCH,
                    "sample ratio mismatch: " + control.users() + " users in control and " + candidate.users()
                            + " in the candidate arm, asked was a share of " + candidateShare,
                    differences);
        }
        for (GuardedMetric metric : settings.metrics()) {
            Interval difference = of(metric, differences);
            if (metric.harm(difference).low() > 0) {
                return new Ruling(Action.ROLLBACK, worse(metric, difference), differences);
            }
        }
        return promotable(candidate, differences)
                ? new Ruling(Action.PROMOTE, "no guarded metric is worse by more than its margin", differences)
                : new Ruling(Action.HOLD, "not decided yet", differences);
    }

    private Interval difference(GuardedMetric metric, ArmFigures control, ArmFigures candidate) {
        Moments a = control.of(metric.name());
        Moments b = candidate.of(metric.name());
        if (Math.min(a.users(), b.users()) < settings.leastUsers()) {
            return Interval.UNKNOWN;
        }
        Difference difference = comparison.of(a, b);
        return difference.isKnown()
                ? ConfidenceSequence.deciding(metric.margin(), settings.alphaOfOne())
                        .around(difference.estimate(), difference.variance())
                : Interval.UNKNOWN;
    }

    private boolean promotable(ArmFigures candidate, Map<String, Interval> differences) {
        return candidate.exposures() >= settings.leastExposures()
                && settings.metrics().stream()
                        .allMatch(metric -> metric.harm(of(metric, differences)).high() < metric.margin());
    }

    private static Interval of(GuardedMetric metric, Map<String, Interval> differences) {
        return differences.getOrDefault(metric.name(), Interval.UNKNOWN);
    }

    private String worse(GuardedMetric metric, Interval difference) {
        return String.format(
                Locale.ROOT,
                "%s is %s by %.4g, surely by %.4g (alpha %.3g over %d metrics, at any look)",
                metric.name(),
                metric.higherIsBetter() ? "lower" : "higher",
                Math.abs(difference.estimate()),
                metric.harm(difference).low(),
                settings.alpha(),
                settings.metrics().size());
    }
}
