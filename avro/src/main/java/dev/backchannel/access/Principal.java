package dev.backchannel.access;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who a request comes from, as its key, its JWT or its feedback token says.
 *
 * @param id of the key or the token's subject: for logs, no secret
 * @param tenant the only one that the request may touch, or {@link #ANY_TENANT}
 * @param grant present for a feedback token: signals on this turn, and nothing else
 */
public record Principal(String id, String tenant, Set<Scope> scopes, Optional<TurnGrant> grant) {
    /** Not the name of a tenant: the request itself names one, as it does where nobody is asked for a key. */
    public static final String ANY_TENANT = "*";

    /** Everybody, where no keys are configured. */
    public static final Principal OPEN =
            new Principal("anybody", ANY_TENANT, EnumSet.allOf(Scope.class), Optional.empty());

    public Principal {
        scopes = Set.copyOf(scopes);
    }

    public static Principal of(String id, String tenant, Set<Scope> scopes) {
        return new Principal(id, tenant, scopes, Optional.empty());
    }

    static Principal of(TurnGrant grant) {
        return new Principal("feedback token", grant.tenant(), Set.of(Scope.INGEST), Optional.of(grant));
    }

    public boolean may(Scope scope) {
        return scopes.contains(scope);
    }

    public boolean anyTenant() {
        return tenant.equals(ANY_TENANT);
    }

    /**
     * The tenant of a request.
     *
     * @param named what the request names; null: nothing
     * @param otherwise of a request that names none, where the key leaves it open
     * @return empty: the request names another tenant than its key's
     */
    public Optional<String> tenant(@Nullable String named, String otherwise) {
        if (anyTenant()) {
            return Optional.of(named == null ? otherwise : named);
        }
        return named == null || named.equals(tenant) ? Optional.of(tenant) : Optional.empty();
    }

    /** Whether what belongs to that tenant may be shown. */
    public boolean sees(String itsTenant) {
        return anyTenant() || tenant.equals(itsTenant);
    }
}
