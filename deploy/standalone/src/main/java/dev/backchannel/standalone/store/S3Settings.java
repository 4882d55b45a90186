package dev.backchannel.standalone.store;

import java.time.Duration;

/**
 * How an S3 store is reached, always by path-style addresses.
 *
 * @param endpoint of the service, with http:// or https://
 * @param region that requests are signed for
 * @param accessKey of the service's user
 * @param secretKey of the service's user
 * @param timeout to connect, and of each wait for bytes
 */
public record S3Settings(String endpoint, String region, String accessKey, String secretKey, Duration timeout) {
    public S3Settings {
        if (!endpoint.matches("https?://[^/]+/?")) {
            throw new IllegalArgumentException(
                    "endpoint is '" + endpoint + "', but must be like https://s3.example.com:9000, without a path");
        }
        if (region.isBlank()) {
            throw new IllegalArgumentException("region is empty; us-east-1 suits services that have none");
        }
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("timeout is " + timeout + ", but must be at least 1ms");
        }
    }

    public static S3Settings defaults() {
        return new S3Settings("https://s3.amazonaws.com", "us-east-1", "", "", Duration.ofSeconds(10));
    }

    /** Without the keys: settings end up in logs. */
    @Override
    public String toString() {
        return "S3Settings[" + endpoint + ", " + region + "]";
    }
}
