package dev.backchannel.learner.step;

import dev.backchannel.learner.example.ChangedSpans;
import dev.backchannel.learner.loss.PairLogProbs;

/**
 * A corrected answer of which only what was changed is compared.
 *
 * @param referenceChosen log π_ref of the changed tokens of the chosen answer, summed, nats
 * @param referenceRejected the same of the rejected one
 */
record Correction(ChangedSpans spans, double referenceChosen, double referenceRejected) {
    /** @param reference [chosen, rejected][token] log π_ref, nats */
    static Correction of(ChangedSpans spans, float[][] reference) {
        return new Correction(spans, sum(reference[0], spans.chosen()), sum(reference[1], spans.rejected()));
    }

    /**
     * What is compared.
     *
     * @param chosen [token] log π, nats
     * @param rejected [token] log π, nats
     */
    PairLogProbs seen(float[] chosen, float[] rejected) {
        return new PairLogProbs(
                sum(chosen, spans.chosen()),
                sum(rejected, spans.rejected()),
                referenceChosen,
                referenceRejected,
                spans.chosenTokens(),
                spans.rejectedTokens());
    }

    private static double sum(float[] logProbs, boolean[] of) {
        double sum = 0;
        for (int t = 0; t < logProbs.length; t++) {
            sum += of[t] ? logProbs[t] : 0;
        }
        return sum;
    }
}
