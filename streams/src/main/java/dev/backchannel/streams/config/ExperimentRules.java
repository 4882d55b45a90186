package dev.backchannel.streams.config;

import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How traffic is split, and what the guard may do about what it sees.
 *
 * @param mode what the arms are for, direct or experiment
 * @param candidateShare of the traffic, 0 to 1, until a command splits it otherwise; empty: all in direct mode, half else
 * @param guard whether a candidate that is surely worse is rolled back without a person
 * @param promote whether a candidate that is surely as good is promoted without a person, in experiment mode
 * @param alpha chance that a candidate as good as the control is ever rolled back, shared by the guarded metrics
 * @param margins how much worse is still as good
 * @param leastUsers per arm, before anything is decided
 * @param leastExposures turns of the candidate arm before it is promoted
 * @param mostExposures turns of the candidate arm after which a newer checkpoint takes its place, if nothing is decided
 * @param usingHistory whether what users did while all were served alike is regressed out (CUPED)
 * @param mismatchAlpha chance of a false alarm that users were not split as asked
 * @param firewall true: what was answered by the control arm teaches nothing
 * @param reportEvery how often figures are written, and looked at
 * @param memory how long a user is counted after the last turn
 */
public record ExperimentRules(
        Mode mode,
        OptionalDouble candidateShare,
        boolean guard,
        boolean promote,
        double alpha,
        Margins margins,
        int leastUsers,
        long leastExposures,
        long mostExposures,
        boolean usingHistory,
        double mismatchAlpha,
        boolean firewall,
        Duration reportEvery,
        Duration memory) {
    /** What the arms are for. */
    public enum Mode {
        /** The newest checkpoint serves all but the control arm. */
        DIRECT,
        /** One checkpoint at a time is compared with the last promoted one. */
        EXPERIMENT
    }

    public ExperimentRules {
        requireBelowOne("alpha", alpha);
        requireBelowOne("mismatchAlpha", mismatchAlpha);
        candidateShare.ifPresent(share -> {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("candidateShare must be between 0 and 1, not " + share);
            }
        });
        if (leastUsers < 2) {
            throw new IllegalArgumentException("leastUsers must be 2 or more, not " + leastUsers);
        }
        if (leastExposures < 0 || mostExposures < leastExposures) {
            throw new IllegalArgumentException("leastExposures must be 0 or more and at most mostExposures, not "
                    + leastExposures + " with mostExposures " + mostExposures);
        }
        if (reportEvery.compareTo(Duration.ofMillis(10)) < 0 || memory.compareTo(reportEvery) < 0) {
            throw new IllegalArgumentException("reportEvery must be 10 ms or more and at most memory, not "
                    + reportEvery + " with memory " + memory);
        }
    }

    public static ExperimentRules standard() {
        return new ExperimentRules(
                Mode.DIRECT,
                OptionalDouble.empty(),
                true,
                true,
                0.05,
                Margins.standard(),
                30,
                1_000,
                50_000,
                false,
                0.001,
                false,
                Duration.ofSeconds(1),
                Duration.ofDays(30));
    }

    /** Of the candidate arm, where nobody asked for another one. */
    public double share() {
        return candidateShare.orElse(mode == Mode.DIRECT ? 1 : 0.5);
    }

    private static void requireBelowOne(String name, double value) {
        if (!(value > 0 && value < 1)) {
            throw new IllegalArgumentException(name + " must lie between 0 and 1, not " + value);
        }
    }
}
