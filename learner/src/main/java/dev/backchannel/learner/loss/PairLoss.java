package dev.backchannel.learner.loss;

/** A loss on pairs. Pure: the same log-probabilities give the same term. */
@FunctionalInterface
public interface PairLoss {
    PairTerm of(PairLogProbs pair);
}
