package dev.backchannel.streams.worker;

import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/** How well the reward tells good answers from bad ones with the server's base; asked for now and then. */
final class RewardQuality {
    private static final Duration FRESH = Duration.ofSeconds(10);

    private final PolicyClient client;
    private final Clock clock;
    private Instant askedAt = Instant.EPOCH;
    private OptionalDouble known = OptionalDouble.empty();

    RewardQuality(PolicyClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    synchronized Future<OptionalDouble> auc(Instant deadline) {
        return clock.instant().isBefore(askedAt.plus(FRESH))
                ? Future.succeededFuture(known)
                : client.rewardAuc(deadline).onSuccess(this::remember);
    }

    private synchronized void remember(OptionalDouble auc) {
        known = auc;
        askedAt = clock.instant();
    }
}
