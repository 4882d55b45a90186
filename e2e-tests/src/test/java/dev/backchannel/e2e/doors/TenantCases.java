package dev.backchannel.e2e.doors;

import dev.backchannel.access.Scope;
import java.util.List;

/** Good keys, and what belongs to somebody else. */
final class TenantCases {
    private static final String EVENTS = "POST /v1/events";
    private static final String CHAT = "POST /v1/chat/completions";
    private static final String GLOBEX = ",\"turn_id\":\"t1\",\"tenant\":\"globex\"";
    private static final String NOT_THE_KEYS = "is not the key's tenant";
    private static final String FOREIGN = "foreign_tenant";
    private static final String NOT_THERE = "no event";

    private TenantCases() {}

    /** @param foreign an event_id and a turn_id that only globex has */
    static List<Negative> all(Guarded guarded, String foreign) {
        Who ingest = guarded.key("acme", Scope.INGEST);
        Who chat = guarded.key("acme", Scope.CHAT);
        Who profile = guarded.key("acme", Scope.PROFILE);
        Who operate = guarded.key("acme", Scope.OPERATE);
        Body thumb = Body.thumb("a thumb of tenant globex", "c1", GLOBEX);
        Body wish = new Body("a wish", "{\"preferences\":[{\"sentence\":\"Please be brief.\"}]}");
        return List.of(
                event("an event of another tenant", ingest, thumb, 403, NOT_THE_KEYS),
                event("a turn of another tenant", ingest, turn(), 403, NOT_THE_KEYS),
                event(
                        "an array of another tenant's events",
                        ingest,
                        new Body("two of them", "[" + thumb.text() + "," + thumb.text() + "]"),
                        403,
                        NOT_THE_KEYS),
                Negative.of(
                        "lines of another tenant's events",
                        EVENTS,
                        ingest,
                        new Body("two lines of them", thumb.text() + "\n" + thumb.text()),
                        403,
                        NOT_THE_KEYS,
                        "content-type: application/x-ndjson"),
                event(
                        "an event of no possible tenant",
                        ingest,
                        Body.thumb("a thumb of tenant `*`", "c1", ",\"turn_id\":\"t1\",\"tenant\":\"*\""),
                        400,
                        "tenant"),
                event(
                        "an event of a tenant with a slash",
                        ingest,
                        Body.thumb(
                                "a thumb of tenant `acme/../globex`",
                                "c1",
                                ",\"turn_id\":\"t1\",\"tenant\":\"acme/../globex\""),
                        400,
                        "tenant"),
                event(
                        "an event whose tenant is said twice",
                        ingest,
                        Body.thumb(
                                "tenant acme, then globex",
                                "c1",
                                ",\"turn_id\":\"t1\",\"tenant\":\"acme\",\"tenant\":\"globex\""),
                        403,
                        NOT_THE_KEYS),
                Negative.of(
                        "chat for another tenant",
                        CHAT,
                        chat,
                        Body.chat("metadata names globex", ",\"metadata\":{\"tenant\":\"globex\"}"),
                        403,
                        FOREIGN),
                Negative.of(
                        "chat for every tenant",
                        CHAT,
                        chat,
                        Body.chat("metadata names `*`", ",\"metadata\":{\"tenant\":\"*\"}"),
                        400,
                        "metadata.tenant"),
                Negative.of("another tenant's profile", "GET /v1/profiles/u1?tenant=globex", profile, 403, FOREIGN),
                Negative.of(
                        "changing another tenant's profile",
                        "PUT /v1/profiles/u1?tenant=globex",
                        profile,
                        wish,
                        403,
                        FOREIGN),
                Negative.of(
                        "forgetting another tenant's profile",
                        "DELETE /v1/profiles/u1?tenant=globex",
                        profile,
                        403,
                        FOREIGN),
                Negative.of("everybody's profile", "GET /v1/profiles/u1?tenant=*", profile, 400, "tenant"),
                Negative.of(
                        "a tenant hidden behind the own one",
                        "GET /v1/profiles/u1?tenant=globex&tenant=acme",
                        profile,
                        403,
                        FOREIGN),
                Negative.of(
                        "what became of another tenant's event",
                        "GET /v1/lineage/event/" + foreign,
                        operate,
                        404,
                        NOT_THERE),
                Negative.of(
                        "what taught another tenant's answer",
                        "GET /v1/lineage/answer/" + foreign,
                        operate,
                        404,
                        "no turn"));
    }

    private static Negative event(String name, Who who, Body body, int status, String reason) {
        return Negative.of(name, EVENTS, who, body, status, reason);
    }

    private static Body turn() {
        return Body.event(
                "a turn of tenant globex",
                "turn",
                "c1",
                GLOBEX + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"response\":\"ho\"");
    }
}
