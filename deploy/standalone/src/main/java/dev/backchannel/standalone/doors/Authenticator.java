package dev.backchannel.standalone.doors;

import dev.backchannel.access.AccessDenied;
import dev.backchannel.access.ApiKey;
import dev.backchannel.access.FeedbackTokens;
import dev.backchannel.access.KeyRing;
import dev.backchannel.access.Principal;
import io.vertx.core.Future;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who holds a key, a JWT or a feedback token. Each kind is known by its form, and read only where it is configured.
 *
 * @param asks whether there is anybody who must say who they are
 * @param own what this process shows to itself
 */
record Authenticator(
        boolean asks,
        OwnKey own,
        Supplier<Optional<KeyRing>> keys,
        Supplier<Optional<JwtVerifier>> jwt,
        Supplier<Optional<FeedbackTokens>> feedback,
        Clock clock) {

    /** @return fails with {@link AccessDenied} */
    Future<Principal> principal(Optional<String> credential) {
        try {
            if (credential.isEmpty() || (!asks && !FeedbackTokens.looksLikeOne(credential.get()))) {
                if (asks) {
                    throw AccessDenied.unknown(
                            "missing_key",
                            "a key is needed; send 'Authorization: Bearer KEY' (see ./backchannel keys)");
                }
                return Future.succeededFuture(Principal.OPEN);
            }
            return known(credential.get());
        } catch (AccessDenied e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Principal> known(String credential) throws AccessDenied {
        if (own.is(credential)) {
            return Future.succeededFuture(OwnKey.PRINCIPAL);
        }
        if (FeedbackTokens.looksLikeOne(credential) && feedback.get().isPresent()) {
            return Future.succeededFuture(feedback.get().get().principal(credential, clock.instant()));
        }
        if (ApiKey.looksLikeOne(credential) && keys.get().isPresent()) {
            return Future.succeededFuture(keys.get().get().principal(credential, clock.instant()));
        }
        if (JwtVerifier.looksLikeOne(credential) && jwt.get().isPresent()) {
            return jwt.get().get().principal(credential);
        }
        throw AccessDenied.unknown("invalid_key", "what Authorization holds is no key of this server");
    }
}
