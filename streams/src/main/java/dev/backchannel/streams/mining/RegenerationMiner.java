package dev.backchannel.streams.mining;

import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Regeneration;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.Arrived;
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
    private final Strongest strongest;

    RegenerationMiner(MiningRules rules, Windows windows, Strongest strongest) {
        this.rules = rules;
        this.windows = windows;
        this.strongest = strongest;
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
        Optional<PendingSignal> lastWord = lastWordOfACircle(turn, signal, others, now);
        if (lastWord.filter(signal::equals).isPresent()) {
            return judge(turn, signal, kept);
        }
        Optional<Instant> answered = answered(kept, patience, now);
        if (answered.isPresent()) {
            return new Verdict.Wait(answered.get());
        }
        if (now.isBefore(lastWord.isPresent() ? patience.plus(windows.orphan()) : patience)) {
            Optional<Instant> open = Stream.concat(
                            Stream.of(kept), rivals.stream().filter(t -> isRival(t, signal, others, now)))
                    .map(TurnState::getClosesAt)
                    .filter(Objects::nonNull)
                    .max(Instant::compareTo);
            if (open.isPresent()) {
                return new Verdict.Wait(open.get().plus(windows.orphan().dividedBy(STEPS)));
            }
        }
        return judge(turn, signal, kept);
    }

    /**
     * Answers that replace each other in a circle wait for each other, so the last word on any of them goes first, as it would
     * on one of them. The others have more patience: who said it may be waiting for another answer that never comes.
     *
     * @return the last word, if this signal is one of a circle
     */
    private Optional<PendingSignal> lastWordOfACircle(
            TurnState turn, PendingSignal signal, TurnView others, Instant now) {
        PendingSignal word = signal;
        PendingSignal last = signal;
        for (int i = 0; i < STEPS; i++) {
            String next = ((Regeneration) word.getPayload()).getNewTurnId();
            if (next.equals(turn.getTurnId())) {
                return Optional.of(last);
            }
            Optional<PendingSignal> after = others.turn(turn, next)
                    .filter(t -> t.getTurn() != null)
                    .flatMap(t -> strongest.of(t, others, now))
                    .filter(s -> s.getPayload() instanceof Regeneration);
            if (after.isEmpty()) {
                return Optional.empty();
            }
            word = after.get();
            last = Trust.ORDER.compare(word, last) > 0 ? word : last;
        }
        return Optional.empty();
    }

    /** When the mining worker will have said whether the new answer was turned down, if it is asked. */
    private Optional<Instant> answered(TurnState kept, Instant patience, Instant now) {
        Instant asked = kept.getTaskDeadline();
        if (kept.getAwaitingTask() == null
                || asked == null
                || now.isAfter(patience.plus(windows.task().multipliedBy(2)))) {
            return Optional.empty();
        }
        Instant deadline = asked.isAfter(now) ? asked : now;
        return Optional.of(deadline.plus(windows.task().dividedBy(10)));
    }

    /** Whether this turn was replaced by the same answer, too, and its user's word counts more, both here and there. */
    private boolean isRival(TurnState other, PendingSignal signal, TurnView others, Instant now) {
        String newTurnId = ((Regeneration) signal.getPayload()).getNewTurnId();
        return strongest
                .of(other, others, now)
                .filter(s -> s.getPayload() instanceof Regeneration again
                        && again.getNewTurnId().equals(newTurnId)
                        && Trust.ORDER.compare(s, signal) > 0)
                .isPresent();
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
        String answer = Arrived.turn(kept).getResponse();
        if (answer.equals(Arrived.turn(replaced).getResponse())) {
            return new Verdict.End(Outcome.UNUSABLE, "the new answer is the same");
        }
        return new Verdict.Teach(new Lesson(
                Preferences.pair(
                        replaced,
                        List.of(signal),
                        Preferences.given(Arrived.turn(kept)),
                        Preferences.given(Arrived.turn(replaced)),
                        rules.regenerationWeight(),
                        Map.of("chosen_turn", kept.getTurnId(), "rejected_turn", replaced.getTurnId())),
                kept,
                List.of()));
    }
}
