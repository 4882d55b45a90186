package dev.backchannel.streams.mining;

import dev.backchannel.avro.MiningKind;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.TurnState;
import java.time.Instant;
import java.util.List;

/** Writes tasks for the mining worker. */
final class MiningTasks {
    private MiningTasks() {}

    static MiningTask task(
            TurnState state, PendingSignal signal, String followUp, MiningKind kind, int samples, Instant deadline) {
        Turn turn = state.getTurn();
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
                null,
                List.of(),
                List.of(),
                null);
    }

    /** Derives from the turn and the signal. */
    static String id(TurnState state, PendingSignal signal) {
        return Ids.of("task", state.getTenant(), state.getConversationId(), state.getTurnId(), signal.getEventId());
    }
}
