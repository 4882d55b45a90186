package dev.backchannel.learner.gate;

import java.util.Locale;
import java.util.Map;

/** The cheap watch on the KL to the anchor: what the step measured anyway on answers that this lineage served. */
final class BatchDriftCheck {
    private final double largest;

    BatchDriftCheck(double largest) {
        this.largest = largest;
    }

    Finding check(double batchKl) {
        if (Double.isNaN(batchKl)) {
            return Finding.of(true, "drift on the batch: no answer of this base in the batch", Map.of());
        }
        return Finding.of(
                batchKl <= largest,
                String.format(
                        Locale.ROOT,
                        "drift on the batch: about %.4f nats per token before the step (at most %.2f)",
                        batchKl,
                        largest),
                Map.of());
    }
}
