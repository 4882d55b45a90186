package dev.backchannel.standalone.bench.measure;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * The area under the ROC curve, the probability that a good case scores above a bad one (ties count half), with its 95 %
 * percentile interval over {@value #RESAMPLES} resamples of whole conversations.
 *
 * @param value NaN when there are no good cases or no bad ones
 */
public record Auc(int good, int bad, double value, double low, double high) {
    private static final int RESAMPLES = 1_000;
    private static final long SEED = 20261101;

    /** One case. */
    public record Scored(String conversation, double score, boolean good) {}

    public static Auc of(List<Scored> cases) {
        int good = (int) cases.stream().filter(Scored::good).count();
        int bad = cases.size() - good;
        double value = area(cases);
        if (Double.isNaN(value)) {
            return new Auc(good, bad, Double.NaN, Double.NaN, Double.NaN);
        }
        Map<String, List<Scored>> conversations = new LinkedHashMap<>();
        cases.forEach(c -> conversations
                .computeIfAbsent(c.conversation(), k -> new ArrayList<>())
                .add(c));
        double[] resampled = resampled(List.copyOf(conversations.values()));
        return new Auc(good, bad, value, at(resampled, 0.025), at(resampled, 0.975));
    }

    public String text() {
        return Double.isNaN(value) ? "-" : String.format(Locale.ROOT, "%.3f [%.3f, %.3f]", value, low, high);
    }

    public void into(ObjectNode figures, String name) {
        ObjectNode object = figures.putObject(name).put("good", good).put("bad", bad);
        if (!Double.isNaN(value)) {
            object.put("value", rounded(value)).put("low", rounded(low)).put("high", rounded(high));
        }
    }

    /** By ranks (Mann and Whitney 1947). */
    private static double area(List<Scored> cases) {
        List<Scored> sorted = new ArrayList<>(cases);
        sorted.sort(Comparator.comparingDouble(Scored::score));
        double good = 0;
        double below = 0;
        double sum = 0;
        for (int from = 0; from < sorted.size(); ) {
            int to = from;
            int goodHere = 0;
            while (to < sorted.size()
                    && sorted.get(to).score() == sorted.get(from).score()) {
                goodHere += sorted.get(to).good() ? 1 : 0;
                to++;
            }
            int badHere = to - from - goodHere;
            sum += goodHere * (below + badHere / 2.0);
            below += badHere;
            good += goodHere;
            from = to;
        }
        return good == 0 || below == 0 ? Double.NaN : sum / (good * below);
    }

    private static double[] resampled(List<List<Scored>> conversations) {
        Random random = new Random(SEED);
        double[] areas = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            List<Scored> drawn = new ArrayList<>();
            for (int j = 0; j < conversations.size(); j++) {
                drawn.addAll(conversations.get(random.nextInt(conversations.size())));
            }
            areas[i] = area(drawn);
        }
        return Arrays.stream(areas).filter(area -> !Double.isNaN(area)).sorted().toArray();
    }

    private static double at(double[] sorted, double quantile) {
        return sorted.length == 0 ? Double.NaN : sorted[(int) Math.round(quantile * (sorted.length - 1))];
    }

    private static double rounded(double value) {
        return Math.round(value * 1e4) / 1e4;
    }
}
