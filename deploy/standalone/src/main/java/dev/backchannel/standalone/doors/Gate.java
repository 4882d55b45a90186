package dev.backchannel.standalone.doors;

import dev.backchannel.access.AccessDenied;
import dev.backchannel.access.Principal;
import dev.backchannel.access.RateLimiter;
import dev.backchannel.access.Scope;
import dev.backchannel.access.TurnStamp;
import dev.backchannel.access.Visit;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/**
 * Lets a request through to the roles, with who it comes from, or answers it.
 *
 * @param rate empty: there is none
 * @param stamp for the turns that are made behind it
 */
record Gate(Authenticator authenticator, Optional<RateLimiter> rate, TurnStamp stamp, Refusals refusals)
        implements Handler<RoutingContext> {
    /** Marks mining and probes, which are not emitted, not counted as usage, and yield to users. */
    private static final String INTERNAL = "x-backchannel-internal";

    @Override
    public void handle(RoutingContext ctx) {
        Need need = Need.of(path(ctx));
        if (need.nothing()) {
            ctx.next();
            return;
        }
        Future<Principal> principal;
        try {
            principal = authenticator.principal(
                    Credentials.of(ctx.request().headers().getAll("authorization")));
        } catch (AccessDenied e) {
            if (authenticator.asks()) {
                refusals.send(ctx, e);
                return;
            }
            principal = Future.succeededFuture(Principal.OPEN);
        }
        if (principal.isComplete()) {
            decide(ctx, need, principal);
        } else {
            ctx.request().pause();
            principal.onComplete(known -> {
                decide(
                        ctx,
                        need,
                        known.succeeded()
                                ? Future.succeededFuture(known.result())
                                : Future.failedFuture(known.cause()));
                ctx.request().resume();
            });
        }
    }

    /** As the routes see it, without a slash at its end. */
    private static String path(RoutingContext ctx) {
        String path = ctx.normalizedPath();
        return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private void decide(RoutingContext ctx, Need need, Future<Principal> known) {
        try {
            if (known.failed()) {
                throw known.cause() instanceof AccessDenied denied
                        ? denied
                        : AccessDenied.unknown("invalid_key", "the credentials cannot be read");
            }
            Principal principal = known.result();
            need.check(principal);
            boolean internal = internal(ctx, principal);
            if (rate.isPresent() && !internal) {
                rate.get().take(principal.grant().isPresent() ? principal.tenant() + "/feedback" : principal.tenant());
            }
            ctx.put(Visit.KEY, new Visit(principal, stamp));
            ctx.next();
        } catch (AccessDenied e) {
            refusals.send(ctx, e);
        }
    }

    private static boolean internal(RoutingContext ctx, Principal principal) throws AccessDenied {
        boolean marked = ctx.request().headers().contains(INTERNAL);
        if (marked && !principal.may(Scope.OPERATE)) {
            throw AccessDenied.forbidden(
                    "internal_needs_operate",
                    "the header " + INTERNAL + " is for the system's own requests; it needs the scope 'operate'");
        }
        return marked;
    }
}
