package dev.backchannel.streams.arms;

import dev.backchannel.avro.Experiment;
import dev.backchannel.avro.ExperimentMetrics;
import dev.backchannel.avro.Totals;
import dev.backchannel.streams.experiment.Interval;
import dev.backchannel.streams.experiment.Moments;
import dev.backchannel.streams.observe.Metric;
import dev.backchannel.topics.Arms;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/** Writes down what is known of an arm in the epoch that runs. What is not known is left out. */
final class MetricsRecords {
    private MetricsRecords() {}

    /**
     * @param differences of the candidate to the control, by metric
     * @param mismatch p of the split; NaN: nothing is split
     */
    static ExperimentMetrics of(
            Experiment experiment, String arm, Figures figures, Map<String, Interval> differences, double mismatch) {
        Map<String, Double> values = values(figures.arm(arm));
        values.put("epoch", (double) experiment.getEpoch());
        values.put("share", Arms.share(experiment, arm));
        if (arm.equals(Arms.CANDIDATE)) {
            differences.forEach((metric, interval) -> put(values, metric, interval));
            put(values, "srm.p", mismatch);
        }
        Instant begun = experiment.getEpochAt() == null ? Instant.EPOCH : experiment.getEpochAt();
        Instant end = figures.last().isBefore(begun) ? begun : figures.last();
        return new ExperimentMetrics(experiment.getExperimentId(), arm, begun, end, values);
    }

    private static Map<String, Double> values(ArmView arm) {
        Totals totals = arm.totals();
        Map<String, Double> values = new TreeMap<>();
        values.put("users", (double) arm.users());
        values.put("turns", (double) totals.getTurns());
        for (Metric metric : Metric.values()) {
            put(values, metric.wire() + ".mean", metric.mean(totals));
            values.put(metric.wire() + ".users", (double)
                    arm.moments().getOrDefault(metric.wire(), Moments.NONE).users());
        }
        put(values, "answer_tokens.mean", totals.getAnswerTokens() / (double) totals.getMeasured());
        put(values, "latency_ms.mean", totals.getLatencyMs() / (double) totals.getTimed());
        put(values, "errors.mean", totals.getFailed() / (double) totals.getTurns());
        return values;
    }

    private static void put(Map<String, Double> values, String metric, Interval interval) {
        if (Double.isFinite(interval.low()) && Double.isFinite(interval.high())) {
            values.put(metric + ".difference", interval.estimate());
            values.put(metric + ".lower", interval.low());
            values.put(metric + ".upper", interval.high());
        }
    }

    private static void put(Map<String, Double> values, String name, double value) {
        if (Double.isFinite(value)) {
            values.put(name, value);
        }
    }
}
