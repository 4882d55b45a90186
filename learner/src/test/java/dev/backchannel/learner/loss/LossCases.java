package dev.backchannel.learner.loss;

import java.util.List;
import java.util.OptionalDouble;

/** Fixed inputs: both signs of every log-ratio, short and long answers, margins on both sides of every bend. */
final class LossCases {
    static final double BETA = 0.1;
    static final double SIMPO_BETA = 2.5;
    static final double FLIPPED = 0.1;
    static final double MARGIN = 1.375;
    static final double ALPHA = 0.5;
    static final double TAU = 0.05;
    static final double LIKED_WEIGHT = 1.33;
    static final double DISLIKED_WEIGHT = 0.75;
    static final double DECAY = 0.9;

    static final List<PairLogProbs> PAIRS = List.of(
            new PairLogProbs(-8, -11, -9, -10, 4, 5),
            new PairLogProbs(-22.5, -20, -21, -20.5, 15, 12),
            new PairLogProbs(-5.25, -9.5, -6.5, -7.125, 4, 6),
            new PairLogProbs(-14, -30, -20, -19, 9, 21),
            new PairLogProbs(-3, -2.5, -3, -2.5, 2, 3),
            new PairLogProbs(-17.75, -12.25, -13.5, -12.75, 7, 8));

    /** [batch][answer] log π/π_ref of answers that were rated, and of answers put under other prompts. */
    static final double[][] RATED = {{0.8, -1.2, 2.5, -0.3}, {-4, 3.25, 0, 6.5}};

    static final double[][] MISMATCHED = {{0.5, -0.1, 0.9, 0.3}, {-0.5, 0.2, -1.1, -0.4}};
    static final boolean[] LIKED = {true, false, false, true};

    /** [token] log π(y_t | x), and log π(y_t | x, o). */
    static final double[] PLAIN = {-1, -0.5, -2.25, -4, -0.125};

    static final double[] INFORMED = {-0.6, -0.9, -0.4, -4, -0.25};

    private LossCases() {}

    static LossSettings settings(String pairs, String labels, String followUps) {
        return new LossSettings(
                pairs,
                labels,
                followUps,
                OptionalDouble.empty(),
                FLIPPED,
                MARGIN,
                ALPHA,
                1,
                LIKED_WEIGHT,
                DISLIKED_WEIGHT,
                DECAY,
                EditMask.OFF);
    }
}
