package dev.backchannel.streams.observe;

import dev.backchannel.avro.ArmTotals;
import dev.backchannel.avro.MetricMoments;
import dev.backchannel.avro.Totals;
import dev.backchannel.avro.UserStanding;
import dev.backchannel.streams.experiment.Moments;
import dev.backchannel.streams.experiment.UserTotals;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;

/** What the users of one arm add up to, kept up to date user by user. */
final class ArmSums {
    private final Map<Metric, Moments> moments = new EnumMap<>(Metric.class);
    private long users;
    private Totals totals = Sums.none();

    ArmSums() {
        Arrays.stream(Metric.values()).forEach(metric -> moments.put(metric, Moments.NONE));
    }

    /**
     * @param before null: not counted
     * @param after null: not any more
     */
    void move(@Nullable UserStanding before, @Nullable UserStanding after) {
        users += (after == null ? 0 : 1) - (before == null ? 0 : 1);
        if (before != null) {
            totals = Sums.minus(totals, before.getTotals());
        }
        if (after != null) {
            totals = Sums.plus(totals, after.getTotals());
        }
        moments.replaceAll((metric, known) -> moved(known, contribution(metric, before), contribution(metric, after)));
    }

    private static UserTotals contribution(Metric metric, @Nullable UserStanding standing) {
        UserTotals totals = standing == null ? UserTotals.NONE : metric.of(standing.getTotals(), standing.getEarlier());
        return totals.exposures() == 0 ? UserTotals.NONE : totals;
    }

    private static Moments moved(Moments known, UserTotals before, UserTotals after) {
        if (before.equals(after)) {
            return known;
        }
        Moments without = before.equals(UserTotals.NONE) ? known : known.minus(before);
        return after.equals(UserTotals.NONE) ? without : without.plus(after);
    }

    ArmTotals written(String arm) {
        List<MetricMoments> written = moments.entrySet().stream()
                .map(e -> new MetricMoments(
                        e.getKey().wire(),
                        e.getValue().users(),
                        list(e.getValue().sums()),
                        list(e.getValue().products())))
                .toList();
        return new ArmTotals(arm, users, totals, written);
    }

    private static List<Double> list(double[] values) {
        return DoubleStream.of(values).boxed().toList();
    }
}
