package dev.backchannel.learner.gate;

import dev.backchannel.policy.Generated;
import java.util.Locale;
import java.util.Map;

/**
 * The probe answers must not all drift in length together: the geometric mean of their lengths relative to the base's stays
 * between two bounds. A house may well like its answers half as long. {@link TextCheck} looks at each answer by itself.
 */
final class LengthCheck {
    private final double shortestRatio;
    private final double largestMeanRatio;

    LengthCheck(double shortestRatio, double largestMeanRatio) {
        this.shortestRatio = shortestRatio;
        this.largestMeanRatio = largestMeanRatio;
    }

    Finding check(ProbeRun probes) {
        double sum = 0;
        int answers = probes.answers().size();
        for (int i = 0; i < answers; i++) {
            sum += Math.log(
                    length(probes.answers().get(i)) / length(probes.base().get(i)));
        }
        double ratio = answers == 0 ? 1 : Math.exp(sum / answers);
        return Finding.of(
                ratio <= largestMeanRatio && ratio >= shortestRatio,
                String.format(
                        Locale.ROOT,
                        "length: the probe answers are %.3f times as long as the base's (from %.2f to %.2f)",
                        ratio,
                        shortestRatio,
                        largestMeanRatio),
                Map.of("probe.length.ratio", ratio));
    }

    private static double length(Generated answer) {
        return Math.max(1, answer.tokens().length);
    }
}
