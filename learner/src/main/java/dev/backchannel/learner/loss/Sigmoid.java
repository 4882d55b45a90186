package dev.backchannel.learner.loss;

/** The logistic function and its logarithm, stable for any argument. */
final class Sigmoid {
    private Sigmoid() {}

    /** σ(x) = 1 / (1 + e^−x). */
    static double of(double x) {
        if (x >= 0) {
            return 1 / (1 + Math.exp(-x));
        }
        double e = Math.exp(x);
        return e / (1 + e);
    }

    /** log σ(x) = −softplus(−x); its derivative is σ(−x). */
    static double log(double x) {
        return -softplus(-x);
    }

    /** log(1 + e^x); its derivative is σ(x). */
    static double softplus(double x) {
        return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    /** σ′(x) = σ(x) σ(−x). */
    static double derivative(double x) {
        return of(x) * of(-x);
    }
}
