package dev.backchannel.standalone.operation;

import dev.backchannel.avro.ExperimentMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What users did with an arm, in a line: means, and for the candidate how surely it differs from the control. */
final class ArmFigures {
    private static final List<String> METRICS =
            List.of("thumbs_up_rate", "edit_distance", "negative_follow_up_rate", "acceptance_rate");

    private ArmFigures() {}

    static String words(ExperimentMetrics figures) {
        Map<String, Double> values = figures.getValues();
        List<String> words = new ArrayList<>();
        words.add(String.format(
                Locale.ROOT,
                "%.0f users, %.0f turns in epoch %.0f",
                values.getOrDefault("users", 0.0),
                values.getOrDefault("turns", 0.0),
                values.getOrDefault("epoch", 0.0)));
        for (String metric : METRICS) {
            Double mean = values.get(metric + ".mean");
            if (mean != null) {
                words.add(metric + ' ' + number(mean) + difference(metric, values));
            }
        }
        return String.join(", ", words);
    }

    private static String difference(String metric, Map<String, Double> values) {
        Double difference = values.get(metric + ".difference");
        return difference == null
                ? ""
                : String.format(
                        Locale.ROOT,
                        " (%+.3f, surely %+.3f to %+.3f)",
                        difference,
                        values.get(metric + ".lower"),
                        values.get(metric + ".upper"));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }
}
