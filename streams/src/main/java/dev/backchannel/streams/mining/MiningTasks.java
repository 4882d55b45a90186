package dev.backchannel.streams.mining;

import dev.backchannel.avro.MiningKind;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.Arrived;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes tasks for the mining worker. */
final class MiningTasks {
    private MiningTasks() {}

    static MiningTask task(
            TurnState state, PendingSignal signal, String followUp, MiningKind kind, int samples, Instant deadline) {
        Turn turn = Arrived.turn(state);
        String id = id(state, signal);
        return new MiningTask(
                id,
                state.getTenant(),
                state.getConversationId(),
                state.getTurnId(),
                kind,
                Preferences.prompt(turn),
                Preferences.given(turn),
                followUp,
                samples,
                "base",
                "policy",
                Ids.seed(id),
                deadline,
                null,
                state.getUserId() == null ? signal.getUserId() : state.getUserId(),
                List.of(),
                List.of(),
                null);
    }

    /**
     * What does the user wish who changed this answer, or took it as it is?
     *
     * @param edited null: it was taken as it is
     * @param asOf when the edit was accepted, or the turn whose answer was taken as it is
     */
    static MiningTask describe(
            TurnState state,
            PendingSignal signal,
            String userId,
            @Nullable String edited,
            Instant asOf,
            Instant deadline) {
        Turn turn = Arrived.turn(state);
        return new MiningTask(
                Ids.of(
                        "describe",
                        state.getTenant(),
                        state.getConversationId(),
                        state.getTurnId(),
                        signal.getEventId()),
                state.getTenant(),
                state.getConversationId(),
                state.getTurnId(),
                MiningKind.DESCRIBE,
                Preferences.prompt(turn),
                Preferences.given(turn),
                null,
                0,
                "base",
                "policy",
                0L,
                deadline,
                edited,
                userId,
                List.of(signal.getEventId()),
                turn.getShapedBy(),
                asOf);
    }

    /** Derives from the turn and the signal. */
    static String id(TurnState state, PendingSignal signal) {
        return Ids.of("task", state.getTenant(), state.getConversationId(), state.getTurnId(), signal.getEventId());
    }
}
