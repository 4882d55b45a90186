package dev.backchannel.standalone.source;

import org.jspecify.annotations.Nullable;

/**
 * How this process asks another of Backchannel's servers: the mining worker its policy server, a command its {@code --url}.
 *
 * @param key that it shows; from the environment or a configuration file, never from the command line
 * @param keyFile holds the key; read again when it changes
 * @param certificatesFile PEM of the authorities (or the certificates themselves) to trust; null: those that Java trusts
 */
public record CallerConfig(
        @Nullable String key,
        @Nullable String keyFile,
        @Nullable String certificatesFile) {
    public CallerConfig {
        if (key != null && keyFile != null) {
            throw new IllegalArgumentException("key and key-file are both set; one is enough");
        }
    }

    public static CallerConfig defaults() {
        return new CallerConfig(null, null, null);
    }

    /** Without the key: settings end up in logs. */
    @Override
    public String toString() {
        return "CallerConfig[keyFile=" + keyFile + ", certificatesFile=" + certificatesFile + "]";
    }
}
