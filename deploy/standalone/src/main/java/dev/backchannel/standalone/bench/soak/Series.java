package dev.backchannel.standalone.bench.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

/** One gauge over time. */
final class Series {
    /** Enough for a slope, few enough for all pairs of them. */
    private static final int MOST_FOR_A_SLOPE = 500;

    private final List<Point> points = new ArrayList<>();

    /** @param seconds since the beginning */
    record Point(double seconds, double value) {}

    /**
     * What came of a gauge.
     *
     * @param median of the second half
     * @param growth over the second half, by its slope
     * @param perHour the same slope
     */
    record Trend(double median, double growth, double perHour) {}

    synchronized void add(double seconds, double value) {
        points.add(new Point(seconds, value));
    }

    /** NaN without a point between them. */
    synchronized double median(double from, double to) {
        return median(within(from, to).stream().mapToDouble(Point::value));
    }

    /**
     * The Theil-Sen slope, the median of the slopes of all pairs: some wild points change nothing.
     *
     * @param from what came before is left out
     */
    synchronized Trend trend(double from, double to) {
        List<Point> all = within(from, to);
        int step = Math.max(1, (all.size() + MOST_FOR_A_SLOPE - 1) / MOST_FOR_A_SLOPE);
        List<Point> some = new ArrayList<>();
        for (int i = 0; i < all.size(); i += step) {
            some.add(all.get(i));
        }
        DoubleStream.Builder slopes = DoubleStream.builder();
        for (int i = 0; i < some.size(); i++) {
            for (int j = i + 1; j < some.size(); j++) {
                slopes.add((some.get(j).value() - some.get(i).value())
                        / (some.get(j).seconds() - some.get(i).seconds()));
            }
        }
        double slope = some.size() < 2 ? 0 : median(slopes.build());
        return new Trend(median(from, to), slope * (to - from), slope * 3_600);
    }

    private List<Point> within(double from, double to) {
        return points.stream()
                .filter(point -> point.seconds() >= from && point.seconds() <= to)
                .toList();
    }

    private static double median(DoubleStream values) {
        double[] sorted = values.toArray();
        Arrays.sort(sorted);
        int n = sorted.length;
        return n == 0 ? Double.NaN : (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
    }
}
