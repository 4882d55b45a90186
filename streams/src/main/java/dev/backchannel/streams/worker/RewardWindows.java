package dev.backchannel.streams.worker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;

/** A window of rewards for each tenant: what one asks must not move what is usual for another. */
final class RewardWindows {
    private static final int MOST_TENANTS = 1_000;

    private final Cache<String, RewardWindow> windows =
            Caffeine.newBuilder().maximumSize(MOST_TENANTS).build();
    private final int size;
    private final int least;

    /**
     * @param size rewards of each tenant
     * @param least before one says anything
     */
    RewardWindows(int size, int least) {
        this.size = size;
        this.least = least;
    }

    /** As {@link RewardWindow#add}. */
    Optional<RewardWindow.Standing> add(String tenant, double reward) {
        return windows.get(tenant, t -> new RewardWindow(size, least)).add(reward);
    }
}
