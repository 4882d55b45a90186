package dev.backchannel.policy.pretrain;

import java.util.function.LongSupplier;

/** Tells how much of a round is done, by steps or by time as the configuration says. */
final class RoundClock {
    private static final double NANOS_PER_MINUTE = 60e9;

    private final PretrainConfig config;
    private final Round round;
    private final LongSupplier nanoTime;
    private final long start;

    RoundClock(PretrainConfig config, Round round, LongSupplier nanoTime) {
        this.config = config;
        this.round = round;
        this.nanoTime = nanoTime;
        this.start = nanoTime.getAsLong();
    }

    /** The share of the round, 0 to 1, that is done after so many of its steps. */
    double done(int steps) {
        double done = config.minutes() > 0
                ? (nanoTime.getAsLong() - start) / (config.minutes() * round.share() * NANOS_PER_MINUTE)
                : steps / (double) round.steps(config);
        return Math.min(1, done);
    }

    /** The share of the whole pretraining, 0 to 1. */
    double doneOfAll(int steps) {
        double before = Round.ALL.stream()
                .takeWhile(other -> !other.equals(round))
                .mapToDouble(Round::share)
                .sum();
        return Math.min(1, before + round.share() * done(steps));
    }
}
