package dev.backchannel.learner.gate;

/**
 * Outcomes on the held-back cases: 1 right, 0 wrong, 0.5 a tie.
 *
 * @param promoted of the last promoted checkpoint
 * @param candidate of the one that waits
 */
record HeldBackRun(double[] promoted, double[] candidate) {
    static double mean(double[] outcomes) {
        double sum = 0;
        for (double outcome : outcomes) {
            sum += outcome;
        }
        return outcomes.length == 0 ? Double.NaN : sum / outcomes.length;
    }
}
