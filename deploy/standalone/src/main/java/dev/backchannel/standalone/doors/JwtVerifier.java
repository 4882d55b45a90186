package dev.backchannel.standalone.doors;

import dev.backchannel.access.AccessDenied;
import dev.backchannel.access.Principal;
import dev.backchannel.access.Scope;
import dev.backchannel.topics.Keys;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Reads an identity provider's tokens. Vert.x checks signature, times, issuer and audience; here stands what it leaves open:
 * only public keys are known and only their algorithms are taken, so that neither {@code none} nor a MAC under a public key
 * gets through, and a token without an expiry is none.
 */
final class JwtVerifier {
    private static final Set<String> ALGORITHMS =
            Set.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA");
    private static final Set<String> KEY_TYPES = Set.of("RSA", "EC", "OKP");
    private static final List<String> PRIVATE_PARTS = List.of("d", "p", "q", "dp", "dq", "qi", "oth", "k");
    private static final int LONGEST = 16 << 10;

    private final JWTAuth provider;
    private final DoorsConfig.Jwt config;

    private JwtVerifier(JWTAuth provider, DoorsConfig.Jwt config) {
        this.provider = provider;
        this.config = config;
    }

    /**
     * @param jwks a JSON Web Key Set
     * @throws IllegalArgumentException when it holds no public key that signs
     */
    static JwtVerifier of(Vertx vertx, byte[] jwks, DoorsConfig.Jwt config) {
        JWTAuthOptions options = new JWTAuthOptions()
                .setJWTOptions(new JWTOptions()
                        .setIssuer(config.issuer())
                        .setAudience(List.of(config.audience()))
                        .setLeeway((int) config.leeway().toSeconds()));
        publicKeys(jwks).forEach(options::addJwk);
        return new JwtVerifier(JWTAuth.create(vertx, options), config);
    }

    private static List<JsonObject> publicKeys(byte[] jwks) {
        JsonArray keys = new JsonObject(new String(jwks, StandardCharsets.UTF_8)).getJsonArray("keys", new JsonArray());
        List<JsonObject> signing = keys.stream()
                .filter(JsonObject.class::isInstance)
                .map(key -> ((JsonObject) key).copy())
                .filter(key -> KEY_TYPES.contains(key.getString("kty")))
                .filter(key -> !"enc".equals(key.getString("use")))
                .toList();
        if (signing.isEmpty()) {
            throw new IllegalArgumentException("it holds no public key of the types " + KEY_TYPES + " that signs");
        }
        signing.forEach(key -> PRIVATE_PARTS.forEach(key::remove));
        return signing;
    }

    /** Three parts, as no key of ours has. */
    static boolean looksLikeOne(String credential) {
        return credential.chars().filter(c -> c == '.').count() == 2;
    }

    /** @return fails with {@link AccessDenied} */
    Future<Principal> principal(String token) {
        if (token.length() > LONGEST
                || !algorithm(token).filter(ALGORITHMS::contains).isPresent()) {
            return Future.failedFuture(AccessDenied.unknown(
                    "invalid_jwt", "the JWT is not signed by an algorithm with a public key, such as RS256"));
        }
        return provider.authenticate(new TokenCredentials(token))
                .recover(e -> Future.failedFuture(AccessDenied.unknown(
                        "invalid_jwt",
                        "the JWT is not valid here: wrong signature, issuer or audience, or not (or no longer) good")))
                .compose(user -> {
                    try {
                        return Future.succeededFuture(read(user.attributes().getJsonObject("accessToken")));
                    } catch (AccessDenied e) {
                        return Future.failedFuture(e);
                    }
                });
    }

    private Principal read(JsonObject claims) throws AccessDenied {
        if (!(claims.getValue("exp") instanceof Number)) {
            throw AccessDenied.unknown("invalid_jwt", "the JWT has no expiry");
        }
        if (!(claims.getValue(config.tenantClaim()) instanceof String tenant) || !Keys.isTenant(tenant)) {
            throw AccessDenied.forbidden(
                    "no_tenant", "the JWT's claim '" + config.tenantClaim() + "' does not name a tenant");
        }
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        words(claims.getValue(config.scopeClaim()))
                .forEach(word -> Scope.of(word).ifPresent(scopes::add));
        return Principal.of("JWT of " + tenant, tenant, scopes);
    }

    private static Stream<String> words(Object claim) {
        return claim instanceof JsonArray array
                ? array.stream().map(String::valueOf)
                : claim instanceof String text ? Arrays.stream(text.split("\\s+")) : Stream.empty();
    }

    private static Optional<String> algorithm(String token) {
        try {
            byte[] header = Base64.getUrlDecoder().decode(token.substring(0, token.indexOf('.')));
            return Optional.ofNullable(new JsonObject(new String(header, StandardCharsets.UTF_8)).getString("alg"));
        } catch (RuntimeException e) { // neither base64 nor JSON, or not a string
            return Optional.empty();
        }
    }
}
