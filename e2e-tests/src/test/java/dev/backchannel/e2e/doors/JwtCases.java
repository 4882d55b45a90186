package dev.backchannel.e2e.doors;

import static dev.backchannel.e2e.doors.Jwts.claims;
import static dev.backchannel.e2e.doors.Jwts.header;
import static dev.backchannel.e2e.doors.Negative.of;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Tokens of the identity provider that it did not make, or made for something else. */
final class JwtCases {
    private static final String MODELS = "GET /v1/models";
    private static final String INVALID = "invalid_jwt";

    private JwtCases() {}

    static List<Negative> all(Guarded guarded) throws Exception {
        List<Negative> cases = new ArrayList<>(forged(guarded.jwts));
        cases.addAll(wrongClaims(guarded.jwts));
        Who good = Who.bearer("a good JWT of acme to chat", guarded.jwts.signed(claims()));
        cases.add(of("an event with a JWT to chat", "POST /v1/events", good, Body.thumb(), 403, "insufficient_scope"));
        cases.add(of(
                "chat for another tenant with a JWT",
                "POST /v1/chat/completions",
                good,
                Body.chat("metadata names globex", ",\"metadata\":{\"tenant\":\"globex\"}"),
                403,
                "foreign_tenant"));
        return cases;
    }

    private static List<Negative> forged(Jwts jwts) throws Exception {
        String good = jwts.signed(claims());
        String signature = good.substring(good.lastIndexOf('.') + 1);
        return List.of(
                jwt("a JWT signed by nobody", "`alg` none", Jwts.unsigned(header("none"), claims())),
                jwt("a JWT signed by nobody, in other letters", "`alg` nOnE", Jwts.unsigned(header("nOnE"), claims())),
                jwt(
                        "none with a signature",
                        "`alg` none, a good signature",
                        Jwts.said(header("none"), claims()) + '.' + signature),
                jwt(
                        "a MAC under the public key",
                        "`alg` HS256 under the PEM",
                        jwts.macUnderThePublicKey(jwts.publicKeyPem(), claims())),
                jwt(
                        "a MAC under the public key's bytes",
                        "`alg` HS256 under the DER",
                        jwts.macUnderThePublicKey(jwts.publicKeyDer(), claims())),
                jwt("an unknown algorithm", "`alg` XX999", Jwts.said(header("XX999"), claims()) + '.' + signature),
                jwt("no algorithm", "no `alg`", jwts.signed(new JsonObject().put("typ", "JWT"), claims())),
                jwt(
                        "a JWT of somebody else's",
                        "another RSA key, the same `kid`",
                        jwts.signedByAStranger(header("RS256"), claims())),
                jwt(
                        "a JWT that brings its own key",
                        "another RSA key, in `jwk`",
                        jwts.signedByAStranger(header("RS256").put("jwk", jwts.strangersKey()), claims())),
                jwt(
                        "a JWT that says where its key lies",
                        "another RSA key, `jku`",
                        jwts.signedByAStranger(header("RS256").put("jku", "https://evil.example.com/jwks"), claims())),
                jwt(
                        "another tenant under a good signature",
                        "claims changed",
                        Jwts.said(header("RS256"), claims().put("tenant", "globex")) + '.' + signature),
                jwt("a JWT without its signature", "no signature", Jwts.unsigned(header("RS256"), claims())),
                jwt("what is no JWT", "`a.b.c`", "a.b.c"));
    }

    private static List<Negative> wrongClaims(Jwts jwts) throws Exception {
        long now = Instant.now().getEpochSecond();
        return List.of(
                claim(
                        jwts,
                        "a JWT that expired",
                        "`exp` in the past",
                        401,
                        INVALID,
                        claims -> claims.put("exp", now - 600)),
                claim(jwts, "a JWT for ever", "no `exp`", 401, INVALID, claims -> without(claims, "exp")),
                claim(
                        jwts,
                        "a JWT of tomorrow",
                        "`nbf` in the future",
                        401,
                        INVALID,
                        claims -> claims.put("nbf", now + 600)),
                claim(
                        jwts,
                        "a JWT of another issuer",
                        "`iss` another's",
                        401,
                        INVALID,
                        claims -> claims.put("iss", "https://evil.example.com/")),
                claim(jwts, "a JWT of no issuer", "no `iss`", 401, INVALID, claims -> without(claims, "iss")),
                claim(
                        jwts,
                        "a JWT for another service",
                        "`aud` another's",
                        401,
                        INVALID,
                        claims -> claims.put("aud", new JsonArray().add("billing"))),
                claim(jwts, "a JWT for nobody", "no `aud`", 401, INVALID, claims -> without(claims, "aud")),
                claim(
                        jwts,
                        "a JWT without a tenant",
                        "no `tenant`",
                        403,
                        "no_tenant",
                        claims -> without(claims, "tenant")),
                claim(
                        jwts,
                        "a JWT for every tenant",
                        "`tenant` is `*`",
                        403,
                        "no_tenant",
                        claims -> claims.put("tenant", "*")),
                claim(
                        jwts,
                        "a JWT whose tenant is no text",
                        "`tenant` is a list",
                        403,
                        "no_tenant",
                        claims -> claims.put("tenant", new JsonArray().add("acme"))),
                claim(
                        jwts,
                        "a JWT without scopes",
                        "no `scope`",
                        403,
                        "insufficient_scope",
                        claims -> without(claims, "scope")));
    }

    private static JsonObject without(JsonObject claims, String name) {
        claims.remove(name);
        return claims;
    }

    private static Negative claim(
            Jwts jwts, String name, String label, int status, String reason, UnaryOperator<JsonObject> change)
            throws Exception {
        return of(name, MODELS, Who.bearer("JWT: " + label, jwts.signed(change.apply(claims()))), status, reason);
    }

    private static Negative jwt(String name, String label, String token) {
        return of(name, MODELS, Who.bearer("JWT: " + label, token), 401, INVALID);
    }
}
