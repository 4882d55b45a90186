package dev.backchannel.learner.gate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/** An adapter that changes nothing is a mistake: ‖ΔW‖ > 0, and adapter on ≠ off on the probes. */
final class EffectCheck {
    Finding check(Candidate candidate) {
        double norm = candidate.weights().deltaNorm();
        double effect = Arrays.stream(candidate.difference())
                .flatMapToDouble(Arrays::stream)
                .map(Math::abs)
                .max()
                .orElse(0);
        return Finding.of(
                norm > 0 && effect > 0,
                String.format(
                        Locale.ROOT,
                        "effect: |dW| = %.4g, largest change on the probes %.4g nats (both must be above 0)",
                        norm,
                        effect),
                Map.of("probe.effect", effect));
    }
}
