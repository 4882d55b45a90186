package dev.backchannel.streams.worker;

import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The model that says what a follow-up means, where the rules find it displeased or cannot tell. With no {@code url} the rules
 * judge alone.
 *
 * @param url root of an OpenAI-compatible server with {@code /v1/chat/completions} (none: the rules judge)
 * @param model its model
 * @param key sent as a bearer token (none: nothing is)
 * @param timeout for all attempts at one follow-up, at most what is left until the task's deadline; then the rules judge
 */
public record JudgeConfig(
        @Nullable String url,
        @Nullable String model,
        @Nullable String key,
        Duration timeout) {
    public JudgeConfig {
        if (url != null && !url.matches("https?://.+")) {
            throw new IllegalArgumentException("url must be an http or https URL, not '" + url + "'");
        }
        if ((url == null) != (model == null)) {
            throw new IllegalArgumentException("url is " + url + " and model is " + model + "; set both or none");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be longer than zero, not " + timeout);
        }
    }

    /** The rules judge. */
    public static JudgeConfig none() {
        return new JudgeConfig(null, null, null, Duration.ofSeconds(2));
    }

    boolean asksModel() {
        return url != null;
    }

    URI root() {
        return URI.create(Objects.requireNonNull(url, "no url is set: the rules judge"));
    }

    /** Without the key: settings end up in logs. */
    @Override
    public String toString() {
        return "JudgeConfig[" + url + ", " + model + ", " + timeout + "]";
    }
}
