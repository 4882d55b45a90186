package dev.backchannel.standalone.doors;

import dev.backchannel.access.AccessDenied;
import dev.backchannel.access.Principal;
import dev.backchannel.access.Scope;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a path asks of its caller.
 *
 * @param scope null: nothing, not even a key
 * @param everyTenant it shows what belongs to all tenants
 */
record Need(@Nullable Scope scope, boolean everyTenant) {
    private static final Need NOTHING = new Need(null, false);

    /** A path that is not listed wants the most, so that a new one is not open by mistake. */
    static Need of(String path) {
        return switch (path) {
            case "/healthz", "/readyz" -> NOTHING;
            case "/v1/events" -> new Need(Scope.INGEST, false);
            case "/v1/chat/completions", "/v1/score", "/v1/embeddings", "/v1/models" -> new Need(Scope.CHAT, false);
            case "/v1/live", "/v1/audit", "/v1/status" -> new Need(Scope.OPERATE, true);
            default -> below(path);
        };
    }

    private static Need below(String path) {
        if (path.startsWith("/v1/models/")) {
            return new Need(Scope.CHAT, false);
        }
        return new Need(path.startsWith("/v1/profiles/") ? Scope.PROFILE : Scope.OPERATE, false);
    }

    boolean nothing() {
        return scope == null;
    }

    void check(Principal principal) throws AccessDenied {
        Scope needed = Objects.requireNonNull(scope, "nothing is needed here, so nobody is to be checked");
        if (!principal.may(needed)) {
            throw AccessDenied.forbidden(
                    "insufficient_scope",
                    principal.grant().isPresent()
                            ? "a feedback token is good for signals at POST /v1/events, and for nothing else"
                            : "this needs the scope '" + needed.word() + "', and " + principal.id() + " has only "
                                    + Scope.words(principal.scopes()));
        }
        if (everyTenant && !principal.anyTenant()) {
            throw AccessDenied.forbidden(
                    "needs_all_tenants",
                    "this shows what belongs to every tenant, and " + principal.id() + " is of the tenant '"
                            + principal.tenant() + "' alone; make a key with --all-tenants");
        }
    }
}
