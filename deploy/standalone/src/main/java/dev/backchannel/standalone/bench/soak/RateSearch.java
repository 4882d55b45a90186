package dev.backchannel.standalone.bench.soak;

import dev.backchannel.standalone.UserError;

/** Looks for the highest rate that somebody keeps up with: half as much again until something gives, then in between. */
final class RateSearch {
    private static final double FASTER = 1.5;
    private static final double LEAST = 0.1;
    private static final int BETWEEN = 2;

    private RateSearch() {}

    /** Asks for a rate for a while. */
    @FunctionalInterface
    interface Attempt {
        boolean keepsUp(double rate) throws InterruptedException;
    }

    /**
     * @param first rate that is tried; if it is too much already, half of it, and so on
     * @return the highest that was kept up with
     * @throws UserError if none is
     */
    static double highest(double first, Attempt attempt) throws InterruptedException {
        double kept = first;
        double missed = first * FASTER;
        if (attempt.keepsUp(first)) {
            while (attempt.keepsUp(missed)) {
                kept = missed;
                missed = kept * FASTER;
            }
        } else {
            do {
                missed = kept;
                kept = missed / 2;
                if (kept < LEAST) {
                    throw UserError.failure("this machine does not keep up with " + missed
                            + " conversations a second; is it busy with something else?");
                }
            } while (!attempt.keepsUp(kept));
        }
        for (int i = 0; i < BETWEEN; i++) {
            double middle = Math.sqrt(kept * missed);
            if (attempt.keepsUp(middle)) {
                kept = middle;
            } else {
                missed = middle;
            }
        }
        return kept;
    }
}
