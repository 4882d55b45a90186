package dev.backchannel.learner.gate;

import dev.backchannel.policy.FinishReason;
import dev.backchannel.policy.Generated;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The probe answers must still be answers: not empty, ended where the base's ended, not one phrase over and over, and
 * not much shorter or longer than the base's. A fault that the base has too does not count.
 */
final class TextCheck {
    private static final int GRAM = 3;

    private final GateSettings settings;

    TextCheck(GateSettings settings) {
        this.settings = settings;
    }

    Finding check(ProbeRun probes) {
        Map<String, Double> faults = new TreeMap<>();
        List<Generated> base = probes.base();
        List<Generated> answers = probes.answers();
        int broken = 0;
        for (int i = 0; i < base.size(); i++) {
            String fault = fault(base.get(i), answers.get(i));
            if (!fault.isEmpty()) {
                broken++;
                faults.merge("probe." + fault, 1.0, Double::sum);
            }
        }
        String found = faults.toString();
        faults.put(
                "probe.repetition",
                answers.stream().mapToDouble(a -> repetition(a.tokens())).max().orElse(0));
        return Finding.of(
                broken <= settings.toleratedProbes(),
                String.format(
                        Locale.ROOT,
                        "text: %d of %d probe answers are worse than the base's %s (at most %d)",
                        broken,
                        base.size(),
                        found,
                        settings.toleratedProbes()),
                faults);
    }

    private String fault(Generated base, Generated answer) {
        double ratio = answer.tokens().length / (double) Math.max(1, base.tokens().length);
        if (answer.text().isBlank() && !base.text().isBlank()) {
            return "empty";
        }
        if (answer.finishReason() == FinishReason.LENGTH && base.finishReason() == FinishReason.STOP) {
            return "unended";
        }
        if (ratio < settings.shortestRatio()) {
            return "short";
        }
        if (ratio > settings.longestRatio()) {
            return "long";
        }
        if (isRepetitive(answer) && !isRepetitive(base)) {
            return "repetitive";
        }
        return "";
    }

    private boolean isRepetitive(Generated answer) {
        return repetition(answer.tokens()) > settings.largestRepetition();
    }

    /** Share of an answer's 3-grams that stood in it before. */
    static double repetition(int[] tokens) {
        Set<List<Integer>> seen = new HashSet<>();
        int grams = tokens.length - GRAM + 1;
        for (int i = 0; i < grams; i++) {
            seen.add(List.of(tokens[i], tokens[i + 1], tokens[i + 2]));
        }
        return grams <= 0 ? 0 : 1 - seen.size() / (double) grams;
    }
}
