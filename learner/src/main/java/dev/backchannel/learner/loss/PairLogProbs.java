package dev.backchannel.learner.loss;

/**
 * What a pair loss sees of chosen ≻ rejected: log-probabilities of whole answers, summed over their tokens, in nats.
 *
 * @param policyChosen log π(chosen | prompt); losses are differentiated with respect to it
 * @param policyRejected log π(rejected | prompt); likewise
 * @param referenceChosen log π_ref(chosen | prompt), a constant
 * @param referenceRejected log π_ref(rejected | prompt), a constant
 * @param chosenTokens length of the chosen answer, at least 1
 * @param rejectedTokens length of the rejected answer, at least 1
 */
public record PairLogProbs(
        double policyChosen,
        double policyRejected,
        double referenceChosen,
        double referenceRejected,
        int chosenTokens,
        int rejectedTokens) {

    /** log π/π_ref of the chosen answer. */
    public double chosenLogRatio() {
        return policyChosen - referenceChosen;
    }

    /** log π/π_ref of the rejected answer. */
    public double rejectedLogRatio() {
        return policyRejected - referenceRejected;
    }

    /** How much more the policy prefers the chosen answer than the reference does: the margin over β. */
    public double delta() {
        return chosenLogRatio() - rejectedLogRatio();
    }
}
