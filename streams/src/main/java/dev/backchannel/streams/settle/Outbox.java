package dev.backchannel.streams.settle;

import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.account.Dispositions;
import dev.backchannel.streams.observe.Reacted;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what one decision changes and writes. */
final class Outbox {
    private final Map<String, TurnState> states = new LinkedHashMap<>();
    private final List<Effect> effects = new ArrayList<>();

    void store(TurnState state) {
        states.put(state.getTurnId(), state);
    }

    void teach(Preference preference, PendingSignal evidence) {
        effects.add(new Effect.Teach(preference, evidence.getTraceparent()));
    }

    void mined(TurnState turn, PendingSignal signal, Preference preference) {
        account(Dispositions.mined(turn, signal, preference), turn, signal, preference);
    }

    void end(TurnState turn, PendingSignal signal, Outcome outcome, String reason) {
        account(Dispositions.end(turn, signal, outcome, reason), turn, signal, null);
    }

    /**
     * The signal's lesson is not to be taught.
     *
     * @param preference null: there was none yet
     */
    void heldBack(TurnState turn, PendingSignal signal, @Nullable Preference preference, String reason) {
        account(Dispositions.end(turn, signal, Outcome.HELD_BACK, reason), turn, signal, preference);
    }

    private void account(
            Disposition disposition, TurnState turn, PendingSignal signal, @Nullable Preference preference) {
        effects.add(new Effect.Account(disposition, new Reacted(turn, signal, disposition.getOutcome(), preference)));
    }

    void ask(MiningTask task) {
        effects.add(new Effect.Ask(task));
    }

    Decision decision() {
        return new Decision(List.copyOf(states.values()), effects);
    }
}
