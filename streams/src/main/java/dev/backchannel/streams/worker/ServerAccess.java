package dev.backchannel.streams.worker;

import io.vertx.core.net.TrustOptions;
import io.vertx.ext.web.client.WebClientOptions;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a server is asked that does not let everybody in.
 *
 * @param bearer key or token, asked for with each request, so that it may be exchanged; empty: none is sent
 * @param trust whose certificates are good; empty: those that Java trusts
 * @param pinned the trust names the server's own certificate, so that its name does not matter
 */
public record ServerAccess(Supplier<Optional<String>> bearer, Optional<TrustOptions> trust, boolean pinned) {
    /** A server that asks for nothing. */
    public static ServerAccess open() {
        return bearer(Optional.empty());
    }

    static ServerAccess bearer(Optional<String> token) {
        return new ServerAccess(() -> token, Optional.empty(), false);
    }

    WebClientOptions over(WebClientOptions options) {
        trust.ifPresent(options::setTrustOptions);
        return options.setVerifyHost(!pinned);
    }
}
