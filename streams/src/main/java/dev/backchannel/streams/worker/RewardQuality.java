package dev.backchannel.streams.worker;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * How well the reward tells good answers from bad ones: as stated for it, or, for the usual reward, as recorded with the
 * server's base. Nobody knows it for any other.
 */
final class RewardQuality {
    private final PolicyClient client;
    private final RewardConfig config;

    RewardQuality(PolicyClient client, RewardConfig config) {
        this.client = client;
        this.config = config;
    }

    Future<OptionalDouble> auc(Instant deadline) {
        return config.auc().isPresent() || !config.isUsual()
                ? Future.succeededFuture(config.auc())
                : client.rewardAuc(deadline);
    }
}
