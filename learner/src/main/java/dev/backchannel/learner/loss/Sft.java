package dev.backchannel.learner.loss;

/**
 * Supervised fine-tuning on the chosen side: −log π(chosen) / |chosen|, the mean per token. As a term beside a pair loss
 * it keeps the likelihood of chosen answers from falling (the RPO term of Pang et al., arXiv 2404.19733, eq. 1).
 */
record Sft() implements PairLoss {
    @Override
    public PairTerm of(PairLogProbs pair) {
        int tokens = pair.chosenTokens();
        return new PairTerm(-pair.policyChosen() / tokens, -1.0 / tokens, 0);
    }
}
