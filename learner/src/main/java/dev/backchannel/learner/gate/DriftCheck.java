package dev.backchannel.learner.gate;

import java.util.Locale;
import java.util.Map;

/** The policy must stay within reach of the base. */
final class DriftCheck implements GateCheck {
    private final double largestKl;

    DriftCheck(double largestKl) {
        this.largestKl = largestKl;
    }

    @Override
    public Finding check(Candidate candidate) {
        double kl = candidate.probes().kl();
        return Finding.of(
                kl <= largestKl, // false for NaN
                String.format(
                        Locale.ROOT,
                        "drift: KL to the base %.4f nats per token on the policy's own probe answers (at most %.2f)",
                        kl,
                        largestKl),
                Map.of("kl", kl));
    }
}
