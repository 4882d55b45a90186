package dev.backchannel.streams.worker;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who says in words what an edit means. Without a URL the rules do; with one, any OpenAI-compatible chat model, and the rules
 * where it fails.
 *
 * @param url root of the server
 * @param model the name that it knows its model by
 * @param key sent as a bearer token; read from the environment or a configuration file, never from the command line
 * @param keyFile file that holds the key instead
 */
public record DescribeConfig(
        @Nullable String url,
        @Nullable String model,
        @Nullable String key,
        @Nullable String keyFile) {
    public DescribeConfig {
        if (url != null && !url.matches("https?://.+")) {
            throw new IllegalArgumentException("url must be an http or https URL, not '" + url + "'");
        }
        if (url != null && model == null) {
            throw new IllegalArgumentException(
                    "url is " + url + ", so model must say which of its models describes edits");
        }
        if (url == null && (model != null || key != null || keyFile != null)) {
            throw new IllegalArgumentException("a model or a key is of no use without the url of its server");
        }
        if (key != null && keyFile != null) {
            throw new IllegalArgumentException("key and key-file are both set; one is enough");
        }
        bearer(key, keyFile);
    }

    public static DescribeConfig byRules() {
        return new DescribeConfig(null, null, null, null);
    }

    /** One that asks for no key. */
    public static DescribeConfig byModel(URI url, String model) {
        return new DescribeConfig(url.toString(), model, null, null);
    }

    boolean isByModel() {
        return url != null;
    }

    URI root() {
        return URI.create(Objects.requireNonNull(url, "no url is set: the rules describe edits"));
    }

    /** @throws IllegalArgumentException if the file of the key can no longer be read */
    Optional<String> bearer() {
        return bearer(key, keyFile);
    }

    private static Optional<String> bearer(@Nullable String key, @Nullable String keyFile) {
        if (keyFile == null) {
            return Optional.ofNullable(key);
        }
        try {
            return Optional.of(Files.readString(Path.of(keyFile)).strip());
        } catch (IOException e) {
            throw new IllegalArgumentException("key-file " + keyFile + " cannot be read: " + e, e);
        }
    }

    /** Without the key: settings end up in logs. */
    @Override
    public String toString() {
        return isByModel() ? "DescribeConfig[" + url + ", " + model + "]" : "DescribeConfig[rules]";
    }
}
