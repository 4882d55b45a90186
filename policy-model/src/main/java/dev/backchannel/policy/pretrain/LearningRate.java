package dev.backchannel.policy.pretrain;

/** The learning rate over one round. */
interface LearningRate {
    /**
     * @param step from 0
     * @param done share of the round that is done, from 0 to 1
     */
    double at(int step, double done);

    /** Rises over 3 % of the round to its peak, then falls along a cosine to a twentieth of it. */
    static LearningRate cosine(double peak) {
        double warmup = 0.03;
        return (step, done) -> {
            if (done < warmup) {
                return peak * (0.02 + 0.98 * done / warmup);
            }
            double fall = (1 + Math.cos(Math.PI * Math.min(1, (done - warmup) / (1 - warmup)))) / 2;
            return peak * (0.05 + 0.95 * fall);
        };
    }

    /** Rises over twenty steps, then stays. */
    static LearningRate constant(double rate) {
        return (step, done) -> rate * Math.min(1, (step + 1) / 20.0);
    }
}
