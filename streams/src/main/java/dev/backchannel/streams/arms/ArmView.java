package dev.backchannel.streams.arms;

import dev.backchannel.avro.ArmTotals;
import dev.backchannel.avro.MetricMoments;
import dev.backchannel.avro.Totals;
import dev.backchannel.streams.experiment.ArmFigures;
import dev.backchannel.streams.experiment.Moments;
import dev.backchannel.streams.observe.Sums;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What is known of one arm in one epoch. */
record ArmView(long users, Totals totals, Map<String, Moments> moments) {
    static final ArmView NONE = new ArmView(0, Sums.none(), Map.of());

    /** With what one partition adds. */
    ArmView plus(ArmTotals part) {
        Map<String, Moments> sum = new HashMap<>(moments);
        for (MetricMoments metric : part.getMoments()) {
            Moments more = new Moments(metric.getUsers(), array(metric.getSums()), array(metric.getProducts()));
            sum.merge(metric.getMetric(), more, Moments::plus);
        }
        return new ArmView(users + part.getUsers(), Sums.plus(totals, part.getTotals()), sum);
    }

    ArmFigures figures() {
        return new ArmFigures(users, totals.getTurns(), moments);
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(v -> v).toArray();
    }
}
