package dev.backchannel.streams.mining;

import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Regeneration;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.config.MiningRules;
import dev.backchannel.streams.config.Windows;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The answer kept ≻ the answer replaced. Kept is a new answer to the same prompt that was itself neither replaced nor turned
 * down: its own window is settled first.
 */
final class RegenerationMiner implements SignalMiner {
    /** Answers that replace each other in a circle wait for each other this many times at most. */
    private static final int STEPS = 50;

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
        Instant patience = signal.getAcceptedAt().plus(windows.orphan());
        Optional<TurnState> known = others.turn(turn, newTurnId).filter(t -> t.getTurn() != null);
        if (known.isEmpty()) {
            return patience.isAfter(now)
                    ? new Verdict.Wait(patience)
                    : new Verdict.End(Outcome.ORPHANED, "the new answer never came: " + newTurnId);
        }
        TurnState kept = known.get();
        List<TurnState> rivals = others.answersToTheSamePrompt(turn);
        if (rivals.stream().noneMatch(t -> t.getTurnId().equals(newTurnId)) && !kept.getTaughtPair()) {
            return new Verdict.End(
                    Outcome.UNUSABLE, "the new answer " + newTurnId + " is empty or answers another prompt");
        }
        if (now.isBefore(patience)) {
            Optional<Instant> open = Stream.concat(
                            Stream.of(kept), rivals.stream().filter(t -> isRival(t, newTurnId, signal)))
                    .map(TurnState::getClosesAt)
                    .filter(Objects::nonNull)
                    .max(Instant::compareTo);
            if (open.isPresent()) {
                return new Verdict.Wait(open.get().plus(windows.orphan().dividedBy(STEPS)));
            }
        }
        return judge(turn, signal, kept);
    }

    /** Whether this turn was replaced by the same answer, too, and its user's word counts more. */
    private static boolean isRival(TurnState other, String newTurnId, PendingSignal signal) {
        return ThumbUndo.of(other.getPending()).standing().stream()
                .anyMatch(s -> s.getPayload() instanceof Regeneration again
                        && again.getNewTurnId().equals(newTurnId)
                        && Trust.ORDER.compare(s, signal) > 0);
    }

    private Verdict judge(TurnState replaced, PendingSignal signal, TurnState kept) {
        if (!kept.getTrain()) {
            return new Verdict.End(Outcome.OPTED_OUT, "the new answer is opted out of learning");
        }
        if (kept.getTurnedDown()) {
            return new Verdict.End(Outcome.NEUTRAL, "the new answer was not kept either");
        }
        if (kept.getTaughtPair()) {
            return Verdict.alreadyTaught();
        }
        String answer = kept.getTurn().getResponse();
        if (answer.equals(replaced.getTurn().getResponse())) {
            return new Verdict.End(Outcome.UNUSABLE, "the new answer is the same");
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
}
