package dev.backchannel.policy.pretrain;

import java.util.List;

/**
 * One round of pretraining, with its own curriculum, optimiser state and learning-rate schedule.
 *
 * @param name for people
 * @param curriculum what is trained
 * @param steps optimiser steps when the whole pretraining has {@link #STANDARD_STEPS}
 * @param tokensPerStep tokens in one step's batch, padding included
 * @param schedule the learning rate
 * @param seedOffset added to the seed of the corpus
 */
record Round(String name, Curriculum curriculum, int steps, int tokensPerStep, LearningRate schedule, int seedOffset) {

    /** Language and obedience first; then to tell a fitting answer from a missing one; then how users put that. */
    static final List<Round> ALL = List.of(
            new Round("language", Curriculum.language(), 1800, 3000, LearningRate.cosine(3e-3), 0),
            new Round("wishes", Curriculum.fit(1, 0), 400, 3000, LearningRate.constant(1e-3), 4),
            new Round("requests", Curriculum.fit(0.25, 0.1), 700, 5000, LearningRate.constant(2e-3), 4),
            new Round("reactions", Curriculum.reactions(), 500, 3000, LearningRate.cosine(1.5e-3), 1),
            new Round("together", Curriculum.together(), 1500, 4000, LearningRate.cosine(2e-3), 2));

    static final int STANDARD_STEPS = ALL.stream().mapToInt(Round::steps).sum();

    /** The share of this round in the whole pretraining, by steps. */
    double share() {
        return steps / (double) STANDARD_STEPS;
    }

    int steps(PretrainConfig config) {
        return (int) Math.max(1, Math.round(config.steps() * share()));
    }
}
