package dev.backchannel.streams.mining;

import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Regeneration;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.config.MiningRules;
import dev.backchannel.streams.config.Windows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The answer kept ≻ the answer replaced. Kept is a new answer that was itself neither replaced nor turned down. */
final class RegenerationMiner implements SignalMiner {
    private final MiningRules rules;
    private final Windows windows;

    RegenerationMiner(MiningRules rules, Windows windows) {
        this.rules = rules;
        this.windows = windows;
    }

    @Override
    public Verdict mine(TurnState turn, PendingSignal signal, TurnView others, Instant now) {
        if (turn.getTaughtPair()) {
            return Verdict.alreadyTaught();
        }
        String newTurnId = ((Regeneration) signal.getPayload()).getNewTurnId();
        if (newTurnId.equals(turn.getTurnId())) {
            return new Verdict.End(Outcome.UNUSABLE, "the new answer is the old one: " + newTurnId);
        }
        Optional<TurnState> known = others.turn(turn, newTurnId).filter(t -> t.getTurn() != null);
        if (known.isEmpty()) {
            Instant until = signal.getAcceptedAt().plus(windows.orphan());
            return until.isAfter(now)
                    ? new Verdict.Wait(until)
                    : new Verdict.End(Outcome.ORPHANED, "the new answer never came: " + newTurnId);
        }
        TurnState kept = known.get();
        if (kept.getClosesAt() != null && kept.getClosesAt().isAfter(now)) {
            return new Verdict.Wait(kept.getClosesAt());
        }
        return judge(turn, signal, kept);
    }

    private Verdict judge(TurnState replaced, PendingSignal signal, TurnState kept) {
        if (kept.getTaughtPair()) {
            return Verdict.alreadyTaught();
        }
        if (!kept.getTrain()) {
            return new Verdict.End(Outcome.OPTED_OUT, "the new answer is opted out of learning");
        }
        String answer = kept.getTurn().getResponse();
        if (answer.isBlank() || answer.equals(replaced.getTurn().getResponse())) {
            return new Verdict.End(Outcome.UNUSABLE, "the new answer is empty or the same");
        }
        if (wasTurnedDown(kept)) {
            return new Verdict.End(Outcome.NEUTRAL, "the new answer was not kept either");
        }
        return new Verdict.Teach(new Lesson(
                Preferences.pair(
                        replaced,
                        List.of(signal),
                        Preferences.given(kept.getTurn()),
                        Preferences.given(replaced.getTurn()),
                        rules.regenerationWeight(),
                        Map.of("chosen_turn", kept.getTurnId(), "rejected_turn", replaced.getTurnId())),
                kept,
                List.of()));
    }

    private static boolean wasTurnedDown(TurnState kept) {
        return ThumbUndo.of(kept.getPending()).standing().stream()
                .anyMatch(s -> s.getSignal() == SignalKind.REGENERATION
                        || (s.getPayload() instanceof Thumb thumb && thumb.getValue() == ThumbValue.DOWN));
    }
}
