package dev.backchannel.standalone.bench.threats;

import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Turn;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.seed.Request;
import dev.backchannel.policy.style.StyleProfile;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * An answer that somebody looks at.
 *
 * @param turn as it was served
 * @param house the style that honest users wish
 */
record Scene(Interaction turn, Request request, StyleProfile house, RandomGenerator random) {
    static Interaction turn(String id, String user, Request request, Generated given) {
        Turn turn = Turn.newBuilder()
                .setMessages(List.of(new Message("user", request.text())))
                .setResponse(given.text())
                .setAnswerTokenIds(Arrays.stream(given.tokens()).boxed().toList())
                .setFinishReason(given.endOfTurn() ? FinishReason.STOP : FinishReason.LENGTH)
                .build();
        return Interaction.newBuilder()
                .setEventId(id)
                .setTenant("default")
                .setConversationId(id)
                .setTurnId(id)
                .setUserId(user)
                .setOccurredAt(Instant.EPOCH)
                .setSource("policy-server")
                .setPayload(turn)
                .build();
    }

    String given() {
        return ((Turn) turn.getPayload()).getResponse();
    }

    /** An event about the turn, of its user. */
    Interaction event(String id, Object payload) {
        return Interaction.newBuilder(turn)
                .setEventId(turn.getTurnId() + '-' + id)
                .setPayload(payload)
                .build();
    }

    /** The turn and an event about it once more, as if it had been another conversation. */
    List<Interaction> elsewhere(String id, Interaction event) {
        return List.of(moved(turn, id), moved(event, id));
    }

    private static Interaction moved(Interaction event, String id) {
        return Interaction.newBuilder(event)
                .setEventId(event.getEventId() + id)
                .setConversationId(event.getConversationId() + id)
                .setTurnId(event.getTurnId() + id)
                .build();
    }
}
