package dev.backchannel.learner.gate;

import java.util.Locale;
import java.util.Map;

/** The policy must stay within reach of its reference on what it says itself. */
final class DriftCheck {
    private final double largestKl;

    DriftCheck(double largestKl) {
        this.largestKl = largestKl;
    }

    Finding check(ProbeRun probes) {
        return Finding.of(
                probes.kl() <= largestKl, // false for NaN
                String.format(
                        Locale.ROOT,
                        "drift: KL to the reference %.4f nats per token on the policy's own probe answers (at most %.2f)",
                        probes.kl(),
                        largestKl),
                Map.of("kl", probes.kl()));
    }
}
