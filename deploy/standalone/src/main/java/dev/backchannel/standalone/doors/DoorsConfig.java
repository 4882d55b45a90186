package dev.backchannel.standalone.doors;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an operator may choose about the doors of every role.
 *
 * @param keysFile hashes of the API keys, as {@code keys create} writes them; null: nobody is asked for a key
 * @param open listen on a network although nobody is asked for a key
 * @param origins web pages of these origins may ask, separated by commas; null: only those that this server serves
 * @param reloadEvery how often the files of the doors are looked at
 * @param tls certificate and key
 * @param jwt an identity provider's tokens in place of keys
 * @param feedback tokens for browsers
 * @param rate how often a tenant may ask
 * @param limits how large, how slow and how many requests may be
 */
public record DoorsConfig(
        @Nullable String keysFile,
        boolean open,
        @Nullable String origins,
        Duration reloadEvery,
        Tls tls,
        Jwt jwt,
        Feedback feedback,
        Rate rate,
        Limits limits) {

    /**
     * @param certificateFile PEM, the server's own first; null: plain HTTP
     * @param keyFile PEM, its private key, without a password
     */
    public record Tls(
            @Nullable String certificateFile, @Nullable String keyFile) {
        public Tls {
            require(
                    (certificateFile == null) == (keyFile == null),
                    "certificate-file and key-file belong together, but only one of them is set");
        }
    }

    /**
     * @param jwks the provider's public keys: a file or an https URL; null: no JWT is taken
     * @param issuer that a token must name
     * @param audience that a token must name
     * @param tenantClaim names the tenant
     * @param scopeClaim names the scopes: words with spaces between them, or an array
     * @param leeway by which the provider's clock may differ from ours
     */
    public record Jwt(
            @Nullable String jwks,
            @Nullable String issuer,
            @Nullable String audience,
            String tenantClaim,
            String scopeClaim,
            Duration leeway) {
        public Jwt {
            require(
                    jwks == null || (issuer != null && audience != null),
                    "jwks is set, so issuer and audience must be, too: without them a token for somebody else would do");
        }
    }

    /**
     * @param secretsFile one secret a line, the first signs, all verify; null: there are no feedback tokens
     * @param lifetime of a token
     */
    public record Feedback(@Nullable String secretsFile, Duration lifetime) {}

    /**
     * @param perSecond requests of a tenant, and as many by its feedback tokens; 0: no limit
     * @param burst so many at once after a pause
     */
    public record Rate(double perSecond, double burst) {
        public Rate {
            require(perSecond >= 0, "per-second must not be negative, but is " + perSecond);
            require(burst >= 1, "burst must be at least 1, but is " + burst);
        }
    }

    /**
     * @param headBytes of all headers of a request; above it 431
     * @param urlBytes of a request's first line; above it 414
     * @param headTime within which a connection's first request must have sent its head
     * @param bodyTime within which a request must have sent its body; after it 408
     * @param idleTime after which a connection is closed on which nothing is asked
     * @param connections at the same time; one more is closed at once
     */
    public record Limits(
            int headBytes, int urlBytes, Duration headTime, Duration bodyTime, Duration idleTime, int connections) {
        public Limits {
            require(headBytes >= 1024, "head-bytes must be at least 1024, but is " + headBytes);
            require(urlBytes >= 256, "url-bytes must be at least 256, but is " + urlBytes);
            require(headTime.toMillis() > 0, "head-time must be positive, but is " + headTime);
            require(bodyTime.toMillis() > 0, "body-time must be positive, but is " + bodyTime);
            require(idleTime.toMillis() > 0, "idle-time must be positive, but is " + idleTime);
            require(connections > 0, "connections must be positive, but is " + connections);
        }
    }

    public DoorsConfig {
        require(reloadEvery.toMillis() >= 50, "reload-every must be at least 50ms, but is " + reloadEvery);
    }

    public static DoorsConfig defaults() {
        return new DoorsConfig(
                null,
                false,
                null,
                Duration.ofSeconds(2),
                new Tls(null, null),
                new Jwt(null, null, null, "tenant", "scope", Duration.ofSeconds(30)),
                new Feedback(null, Duration.ofDays(1)),
                new Rate(0, 100),
                new Limits(
                        64 << 10,
                        8 << 10,
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(2),
                        10_000));
    }

    /** Whether callers must say who they are. */
    boolean asks() {
        return keysFile != null || jwt.jwks() != null;
    }

    Set<String> originSet() {
        return origins == null
                ? Set.of()
                : Arrays.stream(origins.split(","))
                        .map(String::strip)
                        .filter(origin -> !origin.isEmpty())
                        .collect(Collectors.toUnmodifiableSet());
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
