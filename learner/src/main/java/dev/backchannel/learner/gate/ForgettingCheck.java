package dev.backchannel.learner.gate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;

/**
 * The base's own answers must stay thinkable: −(log π − log π_ref), averaged over the tokens of the base's greedy probe
 * answers, is an estimate of KL(π_ref ‖ policy) from the base's most likely tokens. One forward pass, so every step can afford it.
 */
final class ForgettingCheck {
    private final double largest;

    ForgettingCheck(double largest) {
        this.largest = largest;
    }

    Finding check(Candidate candidate) {
        double lost = -Arrays.stream(candidate.fromReference())
                .flatMapToDouble(Arrays::stream)
                .average()
                .orElse(0);
        return Finding.of(
                lost <= largest,
                String.format(
                        Locale.ROOT,
                        "forgetting: the base's probe answers lost %.4f nats per token (at most %.2f)",
                        lost,
                        largest),
                Map.of("probe.lost", lost));
    }
}
