package dev.backchannel.streams.attribution;

import static dev.backchannel.streams.attribution.EventIdentity.Verdict.CONFLICT;
import static dev.backchannel.streams.attribution.EventIdentity.Verdict.DUPLICATE;
import static dev.backchannel.streams.attribution.EventIdentity.Verdict.NEW;
import static dev.backchannel.streams.attribution.EventIdentity.Verdict.RESERVED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Edit;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.SeenEvent;
import dev.backchannel.avro.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EventIdentityTest {
    private static final Instant T0 = Instant.parse("2026-11-20T10:00:00Z");
    private static final Duration WINDOW = Duration.ofDays(7);

    private final Map<String, SeenEvent> seen = new HashMap<>();

    @Test
    void theSameBodyIsADuplicateAndAnotherAConflict() {
        assertThat(accept(event("e1", "t1", new Edit("a")), T0)).isEqualTo(NEW);
        assertThat(accept(event("e1", "t1", new Edit("a")), T0.plusSeconds(9))).isEqualTo(DUPLICATE);
        assertThat(accept(event("e1", "t1", new Edit("b")), T0.plusSeconds(9))).isEqualTo(CONFLICT);
        assertThat(accept(event("e1", "t2", new Edit("a")), T0.plusSeconds(9))).isEqualTo(CONFLICT);
    }

    @Test
    void whenAndByWhomItWasSentIsNotPartOfTheBody() {
        accept(event("e1", "t1", new Edit("a")), T0);
        Interaction again = Interaction.newBuilder(event("e1", "t1", new Edit("a")))
                .setOccurredAt(T0.plusSeconds(60))
                .setSource("replay")
                .build();
        assertThat(accept(again, T0)).isEqualTo(DUPLICATE);
    }

    @Test
    void theFirstEventOfATurnWinsWhateverTheBody() {
        accept(event("e1", "t1", turn("one")), T0);
        assertThat(accept(event("e1", "t1", turn("two")), T0)).isEqualTo(DUPLICATE);
        assertThat(accept(event("e2", "t1", turn("two")), T0)).isEqualTo(DUPLICATE);
        assertThat(accept(event("e1", "t2", turn("two")), T0)).isEqualTo(DUPLICATE);
        assertThat(accept(event("e3", "t3", turn("two")), T0)).isEqualTo(NEW);
    }

    @Test
    void aTurnThatIsNamedAfterItsEventIsRememberedOnceForBoth() {
        assertThat(EventIdentity.keys(event("t1", "t1", turn("one")))).hasSize(1);
        assertThat(EventIdentity.keys(event("e1", "t1", turn("one")))).hasSize(2);
        accept(event("t1", "t1", turn("one")), T0);
        assertThat(accept(event("t1", "t1", turn("two")), T0)).isEqualTo(DUPLICATE);
        assertThat(accept(event("e2", "t1", turn("two")), T0)).isEqualTo(DUPLICATE);
        assertThat(accept(event("t1", "t2", turn("two")), T0)).isEqualTo(DUPLICATE);
        assertThat(accept(event("t1", "t1", new Edit("a")), T0)).isEqualTo(CONFLICT);
    }

    @Test
    void anEventsIdIsNoTurnsIdUnlessTheTurnHasIt() {
        accept(event("e1", "t1", turn("one")), T0);
        assertThat(accept(event("e2", "e1", turn("two")), T0)).isEqualTo(NEW);
        accept(event("e3", "t1", new Edit("a")), T0);
        assertThat(accept(event("e4", "e3", turn("three")), T0)).isEqualTo(NEW);
        assertThat(accept(event("t1", "t1", turn("four")), T0)).isEqualTo(DUPLICATE);
    }

    @Test
    void aTurnAndASignalUnderOneIdAreAConflict() {
        accept(event("e1", "t1", turn("one")), T0);
        assertThat(accept(event("e1", "t1", new Edit("a")), T0)).isEqualTo(CONFLICT);
        accept(event("e2", "t1", new Edit("a")), T0);
        assertThat(accept(event("e2", "t9", turn("a")), T0)).isEqualTo(CONFLICT);
    }

    @Test
    void anIdentityIsForgottenAfterTheWindow() {
        accept(event("e1", "t1", new Edit("a")), T0);
        assertThat(accept(event("e1", "t1", new Edit("a")), T0.plus(WINDOW).plusMillis(1)))
                .isEqualTo(NEW);
    }

    @Test
    void theIdsOfDerivedFollowUpsAreReserved() {
        assertThat(accept(event("e1#follow-up", "t1", new Edit("a")), T0)).isEqualTo(RESERVED);
    }

    private EventIdentity.Verdict accept(Interaction event, Instant at) {
        EventIdentity.Verdict verdict = EventIdentity.judge(event, at, WINDOW, seen::get);
        if (verdict == NEW) {
            EventIdentity.keys(event).forEach(key -> seen.put(key, EventIdentity.remember(event, at)));
        }
        return verdict;
    }

    private static Turn turn(String response) {
        return Turn.newBuilder().setMessages(List.of()).setResponse(response).build();
    }

    private static Interaction event(String id, String turnId, Object payload) {
        return Interaction.newBuilder()
                .setEventId(id)
                .setTenant("default")
                .setConversationId("c1")
                .setTurnId(turnId)
                .setOccurredAt(T0)
                .setSource("test")
                .setPayload(payload)
                .build();
    }
}
