package dev.backchannel.policy.pretrain;

/**
 * One of the two rounds of pretraining, each with its own curriculum, optimiser state and learning-rate schedule.
 *
 * @param share of the whole pretraining's steps or minutes
 * @param learningRateFactor on the configured learning rate
 * @param seedOffset added to the seed of the corpus
 */
record Round(Curriculum curriculum, double share, double learningRateFactor, int seedOffset) {
    static final Round FIRST = new Round(Curriculum.firstRound(), 0.75, 1, 0);
    static final Round SECOND = new Round(Curriculum.secondRound(), 0.25, 0.4, 1);

    int steps(PretrainConfig config) {
        return (int) Math.max(1, Math.round(config.steps() * share));
    }
}
