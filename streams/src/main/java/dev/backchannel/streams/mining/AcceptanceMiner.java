package dev.backchannel.streams.mining;

import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.config.MiningRules;
import java.time.Instant;
import java.util.Map;

/** The answer was taken as it is: a weak positive label. */
final class AcceptanceMiner implements SignalMiner {
    private final MiningRules rules;

    AcceptanceMiner(MiningRules rules) {
        this.rules = rules;
    }

    @Override
    public Verdict mine(TurnState turn, PendingSignal signal, TurnView others, Instant now) {
        return turn.getTaughtLabel()
                ? Verdict.alreadyTaught()
                : new Verdict.Teach(
                        Lesson.of(Preferences.label(turn, signal, true, rules.acceptanceWeight(), Map.of())));
    }
}
