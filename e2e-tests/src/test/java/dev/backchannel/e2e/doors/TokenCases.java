package dev.backchannel.e2e.doors;

import static dev.backchannel.e2e.doors.Negative.of;

import dev.backchannel.access.FeedbackTokens;
import dev.backchannel.access.TurnGrant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Feedback tokens: forged ones, old ones, and good ones for anything but their one turn. */
final class TokenCases {
    private static final String EVENTS = "POST /v1/events";
    private static final String INVALID = "invalid_token";
    private static final String SCOPE = "insufficient_scope";
    private static final String T1 = ",\"turn_id\":\"t1\"";

    private TokenCases() {}

    static List<Negative> forged(Guarded guarded) throws Exception {
        Instant now = Instant.now();
        String good = guarded.token().credential();
        FeedbackTokens others = FeedbackTokens.parse("x".repeat(40), Duration.ofHours(1));
        TurnGrant turn = new TurnGrant("acme", "c1", "t1", Optional.of("u1"));
        char changed = good.charAt(30) == 'A' ? 'B' : 'A';
        return List.of(
                of(
                        "a token that expired",
                        EVENTS,
                        guarded.token("a token of yesterday", Duration.ofHours(1), now.minus(Duration.ofDays(1))),
                        Body.thumb(),
                        401,
                        "expired_token"),
                of(
                        "a token signed with another secret",
                        EVENTS,
                        Who.bearer("a token of another server", others.issue(turn, now)),
                        Body.thumb(),
                        401,
                        INVALID),
                of(
                        "a token with a letter changed",
                        EVENTS,
                        Who.bearer("a token, one letter changed", good.substring(0, 30) + changed + good.substring(31)),
                        Body.thumb(),
                        401,
                        INVALID),
                of(
                        "a token cut short",
                        EVENTS,
                        Who.bearer("half a token", good.substring(0, good.length() / 2)),
                        Body.thumb(),
                        401,
                        INVALID),
                of(
                        "a token with more behind it",
                        EVENTS,
                        Who.bearer("a token and four letters", good + "AAAA"),
                        Body.thumb(),
                        401,
                        INVALID),
                of(
                        "a token without its signature",
                        EVENTS,
                        Who.bearer("a token less 32 bytes", good.substring(0, good.length() - 43)),
                        Body.thumb(),
                        401,
                        INVALID),
                of("a token that is empty", EVENTS, Who.bearer("`bft_`", "bft_"), Body.thumb(), 401, INVALID),
                of(
                        "a token in the query",
                        EVENTS + "?token=" + good.substring(0, 8),
                        Who.NOBODY,
                        Body.thumb(),
                        401,
                        "missing_key"));
    }

    static List<Negative> stretched(Guarded guarded) throws Exception {
        Who token = guarded.token();
        String turn = ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"response\":\"ho\"";
        return List.of(
                of(
                        "a token for another turn",
                        EVENTS,
                        token,
                        Body.thumb("a thumb on t2", "c1", ",\"turn_id\":\"t2\""),
                        403,
                        "is not the feedback token's turn"),
                of(
                        "an edit of another turn",
                        EVENTS,
                        token,
                        Body.event("an edit of t2", "edit", "c1", ",\"turn_id\":\"t2\",\"text\":\"no\""),
                        403,
                        "is not the feedback token's turn"),
                of(
                        "a token for another conversation",
                        EVENTS,
                        token,
                        Body.thumb("a thumb in c2", "c2", T1),
                        403,
                        "is not the conversation"),
                of(
                        "a token for another tenant",
                        EVENTS,
                        token,
                        Body.thumb("a thumb of tenant globex", "c1", T1 + ",\"tenant\":\"globex\""),
                        403,
                        "is not the key's tenant"),
                of(
                        "a token for another user",
                        EVENTS,
                        token,
                        Body.thumb("a thumb by u2", "c1", T1 + ",\"user_id\":\"u2\""),
                        403,
                        "is not the user"),
                of(
                        "a turn with a token",
                        EVENTS,
                        token,
                        Body.event("a turn", "turn", "c1", T1 + turn),
                        403,
                        "not for turns"),
                of(
                        "several turns with one token",
                        EVENTS,
                        token,
                        new Body(
                                "thumbs on t2 and t3",
                                "["
                                        + Body.thumb("", "c1", ",\"turn_id\":\"t2\"")
                                                .text() + ","
                                        + Body.thumb("", "c1", ",\"turn_id\":\"t3\"")
                                                .text() + "]"),
                        403,
                        "is not the feedback token's turn"),
                of(
                        "an unknown kind of signal with a token",
                        EVENTS,
                        token,
                        Body.event("type `other`", "other", "c1", T1),
                        400,
                        "type"),
                of(
                        "more than one turn's feedback needs",
                        EVENTS,
                        token,
                        Body.large("18,000 bytes", 18_000),
                        413,
                        "larger than"),
                of("chat with a token", "POST /v1/chat/completions", token, Body.chat(), 403, SCOPE),
                of("a score with a token", "POST /v1/score", token, Body.chat(), 403, SCOPE),
                of("a profile with a token", "GET /v1/profiles/u1", token, 403, SCOPE),
                of("forgetting a profile with a token", "DELETE /v1/profiles/u1", token, 403, SCOPE),
                of("metrics with a token", "GET /metrics", token, 403, SCOPE),
                of("lineage with a token", "GET /v1/lineage/answer/t1", token, 403, SCOPE),
                of(
                        "marked as internal with a token",
                        EVENTS,
                        token,
                        Body.thumb(),
                        403,
                        "internal_needs_operate",
                        "x-backchannel-internal: 1"));
    }
}
