package dev.backchannel.server.pool;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * A pool of servers that answers are made by, in place of the model in this process.
 *
 * @param upstreams their addresses, separated by commas
 * @param model the name under which they serve the base; empty: the first that each of them lists
 * @param key they ask for it as a bearer token; empty: they ask for none
 * @param adapterRoot where they see the folder of the store; empty: under the same path as this server
 * @param maxAdapters so many checkpoints may be loaded on each
 * @param maxRequests so many requests may run on each; one more gets 429
 * @param checkEvery how often each is asked what it serves
 * @param loadTimeout to load and verify a checkpoint on one
 * @param tolerance most difference to the learner's own probe values, nats per token
 */
public record PoolConfig(
        String upstreams,
        String model,
        String key,
        String adapterRoot,
        int maxAdapters,
        int maxRequests,
        Duration checkEvery,
        Duration loadTimeout,
        double tolerance) {
    /** The newest, the one pinned beside it, and the one that is being loaded. */
    private static final int LEAST_ADAPTERS = 3;

    public PoolConfig {
        parse(upstreams);
        if (maxAdapters < LEAST_ADAPTERS) {
            throw new IllegalArgumentException("maxAdapters is " + maxAdapters + ", but must be at least "
                    + LEAST_ADAPTERS + ": the newest, the one beside it in an experiment, and the next.");
        }
        if (maxRequests < 2) {
            throw new IllegalArgumentException("maxRequests is " + maxRequests + ", but must be at least 2.");
        }
        if (checkEvery.isNegative() || checkEvery.isZero() || loadTimeout.isNegative() || loadTimeout.isZero()) {
            throw new IllegalArgumentException("checkEvery is " + checkEvery + " and loadTimeout is " + loadTimeout
                    + ", but both must be positive.");
        }
        if (!(tolerance > 0)) {
            throw new IllegalArgumentException("tolerance is " + tolerance + ", but must be positive.");
        }
    }

    public static PoolConfig defaults() {
        return new PoolConfig("", "", "", "", 8, 256, Duration.ofSeconds(2), Duration.ofSeconds(60), 2e-2);
    }

    public List<URI> addresses() {
        return parse(upstreams);
    }

    /** Former checkpoints that may stay loaded beside those that are served and the next one. */
    public int retiredCheckpoints(int wanted) {
        return Math.min(wanted, maxAdapters - LEAST_ADAPTERS);
    }

    private static List<URI> parse(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(PoolConfig::address)
                .toList();
    }

    private static URI address(String text) {
        try {
            URI address = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (web && address.getHost() != null && address.getQuery() == null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new IllegalArgumentException("the upstream '" + text
                + "' is no address; it must be like http://host:8000, without /v1, several separated by commas.");
    }

    /** Without the key. */
    @Override
    public String toString() {
        return "PoolConfig[upstreams=" + upstreams + ", model=" + model + ", adapterRoot=" + adapterRoot + "]";
    }
}
