package dev.backchannel.streams.settle;

import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.account.Dispositions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects what one decision changes and writes. */
final class Outbox {
    private final Map<String, TurnState> states = new LinkedHashMap<>();
    private final List<Effect> effects = new ArrayList<>();

    void store(TurnState state) {
        states.put(state.getTurnId(), state);
    }

    void teach(Preference preference) {
        effects.add(new Effect.Teach(preference));
    }

    void mined(TurnState turn, PendingSignal signal, Preference preference) {
        effects.add(new Effect.Account(Dispositions.mined(turn, signal, preference)));
    }

    void end(TurnState turn, PendingSignal signal, Outcome outcome, String reason) {
        effects.add(new Effect.Account(Dispositions.end(turn, signal, outcome, reason)));
    }

    void ask(MiningTask task) {
        effects.add(new Effect.Ask(task));
    }

    Decision decision() {
        return new Decision(List.copyOf(states.values()), effects);
    }
}
