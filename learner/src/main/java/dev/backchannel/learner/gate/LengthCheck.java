package dev.backchannel.learner.gate;

import dev.backchannel.policy.Generated;
import java.util.Locale;
import java.util.Map;

/**
 * The probe answers must not all drift in length together: the geometric mean of their lengths relative to the base's stays
 * between a ratio and its inverse. {@link TextCheck} looks at each answer by itself.
 */
final class LengthCheck {
    private final double largestMeanRatio;

    LengthCheck(double largestMeanRatio) {
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
                ratio <= largestMeanRatio && ratio >= 1 / largestMeanRatio,
                String.format(
                        Locale.ROOT,
                        "length: the probe answers are %.3f times as long as the base's (at most %.2f, or 1 / %.2f)",
                        ratio,
                        largestMeanRatio,
                        largestMeanRatio),
                Map.of("probe.length.ratio", ratio));
    }

    private static double length(Generated answer) {
        return Math.max(1, answer.tokens().length);
    }
}
