package dev.backchannel.standalone.doors;

import dev.backchannel.access.AccessDenied;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.CorsHandler;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may ask: those that this server serves itself, and those of the listed origins. A browser names the origin of
 * the page that asks; what is no browser names none.
 */
final class Origins implements Handler<RoutingContext> {
    private static final int PREFLIGHT_SECONDS = 600;

    private final Set<String> allowed;
    private final Refusals refusals;
    private final CorsHandler cors = CorsHandler.create();

    /** @throws IllegalArgumentException when one is no origin, such as {@code https://chat.example.com} */
    Origins(Set<String> allowed, Refusals refusals) {
        allowed.forEach(Origins::requireOrigin);
        this.allowed = allowed;
        this.refusals = refusals;
        allowed.forEach(cors::addOrigin);
        cors.allowedMethods(Set.of(HttpMethod.GET, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE))
                .allowedHeaders(Set.of("authorization", "content-type", "traceparent"))
                .exposedHeaders(Set.of(
                        "retry-after",
                        "x-backchannel-arm",
                        "x-backchannel-checkpoint",
                        "x-backchannel-conversation",
                        "x-backchannel-feedback-token",
                        "x-backchannel-profile"))
                .maxAgeSeconds(PREFLIGHT_SECONDS);
    }

    @Override
    public void handle(RoutingContext ctx) {
        String origin = ctx.request().getHeader("origin");
        if (origin == null || isOwn(origin, ctx.request().authority())) {
            ctx.next();
        } else if (allowed.contains(origin)) {
            cors.handle(ctx);
        } else {
            refusals.send(
                    ctx,
                    AccessDenied.forbidden(
                            "origin_not_allowed",
                            "pages of another origin may not ask this server; doors.origins lists those that may"));
        }
    }

    /** Behind a proxy that ends TLS the scheme differs, the name does not. */
    private static boolean isOwn(String origin, @Nullable HostAndPort authority) {
        try {
            URI page = URI.create(origin);
            int usual = "https".equals(page.getScheme()) ? 443 : 80;
            return authority != null
                    && page.getHost() != null
                    && page.getHost().equalsIgnoreCase(authority.host())
                    && (page.getPort() < 0 ? usual : page.getPort())
                            == (authority.port() < 0 ? usual : authority.port());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static void requireOrigin(String text) {
        if (!text.matches("https?://[A-Za-z0-9.:\\[\\]-]+")) {
            throw new IllegalArgumentException(
                    "origins holds '" + text + "', which is no origin such as https://chat.example.com");
        }
    }
}
