package dev.backchannel.standalone.bench.learning.noise;

import dev.backchannel.avro.Pair;
import dev.backchannel.learner.choice.Choice;

/**
 * Exchanges the sides of some pairs. Which ones depends on the question alone, so that every arm sees the same flips.
 *
 * @param share of pairs that are flipped, in [0, 0.5)
 */
record LabelNoise(double share, long seed) {
    boolean flips(long question) {
        return Choice.unit(seed, "flip", question) < share;
    }

    @SuppressWarnings("ArgumentSelectionDefectChecker") // to exchange them is what it is for
    Pair over(Pair pair, long question) {
        return flips(question) ? new Pair(pair.getRejected(), pair.getChosen()) : pair;
    }
}
