package dev.backchannel.topics.registry;

import java.time.Duration;

/**
 * How a schema registry is reached.
 *
 * @param url base of an API that is Confluent's; empty: there is no registry
 * @param user of basic authentication; empty: there is none
 * @param password its user's
 * @param register false: schemas must stand there already, and nothing is written
 * @param compatibility demanded of each subject before a schema is registered there
 * @param timeout to connect, and of each request
 */
public record RegistrySettings(
        String url, String user, String password, boolean register, Compatibility compatibility, Duration timeout) {
    public RegistrySettings {
        if (!url.isEmpty() && !url.matches("https?://[^/@?#]+(/[^@?#]*)?")) {
            throw new IllegalArgumentException(
                    "url is '" + url.replaceFirst("//[^/]*@", "//…@")
                            + "', but must be like http://localhost:8081 or http://localhost:8080/apis/ccompat/v7, without a user");
        }
        if (timeout.toMillis() < 1) {
            throw new IllegalArgumentException("timeout is " + timeout + ", but must be at least 1ms");
        }
        url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    /** No registry. */
    public static RegistrySettings none() {
        return at("");
    }

    /** Everything by default but where it is. */
    public static RegistrySettings at(String url) {
        return new RegistrySettings(url, "", "", true, Compatibility.FULL_TRANSITIVE, Duration.ofSeconds(5));
    }

    public boolean isThere() {
        return !url.isEmpty();
    }

    /** Without user and password: settings end up in logs. */
    @Override
    public String toString() {
        return "RegistrySettings[" + url + ", register=" + register + ", " + compatibility + "]";
    }
}
