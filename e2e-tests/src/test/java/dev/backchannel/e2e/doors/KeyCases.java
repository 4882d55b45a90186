package dev.backchannel.e2e.doors;

import static dev.backchannel.e2e.doors.Negative.of;
import static dev.backchannel.e2e.doors.Who.NOBODY;

import dev.backchannel.access.ApiKey;
import dev.backchannel.access.Scope;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;

/** No key, none that is good, and good ones for something else. */
final class KeyCases {
    private static final String CHAT = "POST /v1/chat/completions";
    private static final String EVENTS = "POST /v1/events";
    private static final String MODELS = "GET /v1/models";
    private static final String MISSING = "missing_key";
    private static final String INVALID = "invalid_key";
    private static final String MALFORMED = "malformed_credentials";
    private static final String SCOPE = "insufficient_scope";
    private static final String ALL = "needs_all_tenants";

    private KeyCases() {}

    static List<Negative> nobody() {
        return List.of(
                of("chat without a key", CHAT, NOBODY, Body.chat(), 401, MISSING),
                of("an event without a key", EVENTS, NOBODY, Body.thumb(), 401, MISSING),
                of("a score without a key", "POST /v1/score", NOBODY, Body.chat(), 401, MISSING),
                of("an embedding without a key", "POST /v1/embeddings", NOBODY, Body.chat(), 401, MISSING),
                of("models without a key", MODELS, NOBODY, 401, MISSING),
                of("a profile without a key", "GET /v1/profiles/u1", NOBODY, 401, MISSING),
                of("forgetting a profile without a key", "DELETE /v1/profiles/u1", NOBODY, 401, MISSING),
                of("lineage without a key", "GET /v1/lineage/event/e1", NOBODY, 401, MISSING),
                of("the audit without a key", "GET /v1/audit", NOBODY, 401, MISSING),
                of("status without a key", "GET /v1/status", NOBODY, 401, MISSING),
                of("the live stream without a key", "GET /v1/live", NOBODY, 401, MISSING),
                of("metrics without a key", "GET /metrics", NOBODY, 401, MISSING),
                of("metrics' head without a key", "HEAD /metrics", NOBODY, 401, "www-authenticate"),
                of("the page without a key", "GET /", NOBODY, 401, MISSING),
                of("a file of the page without a key", "GET /page/main.js", NOBODY, 401, MISSING),
                of("an unknown path without a key", "GET /v1/secrets", NOBODY, 401, MISSING),
                of("a key in the query", "GET /v1/models?api_key=bck_1_2", NOBODY, 401, MISSING),
                of("a key in another header", MODELS, NOBODY, 401, MISSING, "x-api-key: bck_1_2"),
                of("a key in a cookie", MODELS, NOBODY, 401, MISSING, "cookie: authorization=bck_1_2"),
                of(
                        "marked as internal without a key",
                        CHAT,
                        NOBODY,
                        Body.chat(),
                        401,
                        MISSING,
                        "x-backchannel-internal: 1"));
    }

    static List<Negative> wrong(Guarded guarded) {
        String key = guarded.key("acme", Scope.CHAT).credential();
        String stranger = ApiKey.create(new SecureRandom()).text();
        return List.of(
                of("a key that was never made", MODELS, Who.bearer("a well-formed key", stranger), 401, INVALID),
                of(
                        "another's secret under a good id",
                        MODELS,
                        Who.bearer("id of one key, secret of another", key.substring(0, 21) + stranger.substring(21)),
                        401,
                        INVALID),
                of(
                        "a key cut short",
                        MODELS,
                        Who.bearer("all but its last character", key.substring(0, key.length() - 1)),
                        401,
                        INVALID),
                of("a key with more behind it", MODELS, Who.bearer("a key and one character", key + "A"), 401, INVALID),
                of("a key's id alone", MODELS, Who.bearer("a key's id", key.substring(0, 20)), 401, INVALID),
                of(
                        "a key in capitals",
                        MODELS,
                        Who.bearer("a key in capitals", key.toUpperCase(Locale.ROOT)),
                        401,
                        INVALID),
                of(
                        "what the file of keys holds",
                        MODELS,
                        Who.bearer("a key's hash", guarded.hashOf(guarded.key("acme", Scope.CHAT))),
                        401,
                        INVALID),
                of("a key that expired", MODELS, guarded.expiredKey(), 401, "expired_key"),
                of("a key that was revoked", MODELS, guarded.revokedKey(), 401, "expired_key"),
                of(
                        "what this process shows to itself, guessed",
                        MODELS,
                        Who.bearer("`own_` and zeros", "own_" + "0".repeat(64)),
                        401,
                        INVALID),
                of(
                        "a very long key",
                        MODELS,
                        Who.bearer("20,000 characters", "bck_" + "a".repeat(20_000)),
                        401,
                        INVALID),
                of("Bearer without a key", MODELS, new Who("`Bearer` alone", "Bearer "), 401, MALFORMED),
                of(
                        "another kind of authorization",
                        MODELS,
                        new Who("`Digest`", "Digest username=\"a\""),
                        401,
                        MALFORMED),
                of("a key without its kind", MODELS, new Who("a key without `Bearer`", key), 401, MALFORMED),
                of("Basic that is no base64", MODELS, new Who("`Basic %%%`", "Basic %%%"), 401, MALFORMED),
                of("a key as Basic's name", MODELS, Who.basic("`Basic`, the key as name", key, ""), 401, INVALID),
                of(
                        "two keys at once",
                        MODELS,
                        guarded.key("acme", Scope.CHAT),
                        401,
                        MALFORMED,
                        "authorization: Bearer " + stranger));
    }

    static List<Negative> otherScopes(Guarded guarded) {
        Who ingest = guarded.key("acme", Scope.INGEST);
        Who chat = guarded.key("acme", Scope.CHAT);
        Who profile = guarded.key("acme", Scope.PROFILE);
        Who operate = guarded.key("acme", Scope.OPERATE);
        return List.of(
                of("chat with a key for events", CHAT, ingest, Body.chat(), 403, SCOPE),
                of("chat with an operator's key", CHAT, operate, Body.chat(), 403, SCOPE),
                of("chat with a key for profiles", CHAT, profile, Body.chat(), 403, SCOPE),
                of("an event with a key for chat", EVENTS, chat, Body.thumb(), 403, SCOPE),
                of("an event with an operator's key", EVENTS, operate, Body.thumb(), 403, SCOPE),
                of("a profile with a key for chat", "GET /v1/profiles/u1", chat, 403, SCOPE),
                of(
                        "changing a profile with an operator's key",
                        "PUT /v1/profiles/u1",
                        operate,
                        Body.chat(),
                        403,
                        SCOPE),
                of("metrics with a key for events", "GET /metrics", ingest, 403, SCOPE),
                of("the page with a key for chat", "GET /", chat, 403, SCOPE),
                of("lineage with a key for chat", "GET /v1/lineage/event/e1", chat, 403, SCOPE),
                of("an unknown path with a key for chat", "GET /v1/secrets", chat, 403, SCOPE),
                of("the audit by another spelling", "GET /v1/models/../audit", chat, 403, SCOPE),
                of("the audit with an escaped letter", "GET /v1/%61udit", chat, 403, SCOPE),
                of("profiles with two slashes", "GET /v1//profiles/u1", chat, 403, SCOPE),
                of("events with a slash at the end", "POST /v1/events/", chat, Body.thumb(), 403, SCOPE),
                of("everybody's audit with one tenant's key", "GET /v1/audit", operate, 403, ALL),
                of("everybody's live stream with one tenant's key", "GET /v1/live", operate, 403, ALL),
                of("everybody's status with one tenant's key", "GET /v1/status", operate, 403, ALL),
                of(
                        "marked as internal by a customer",
                        CHAT,
                        chat,
                        Body.chat(),
                        403,
                        "internal_needs_operate",
                        "x-backchannel-internal: 1"));
    }
}
