package dev.backchannel.streams.mining;

import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.Arrived;
import dev.backchannel.streams.config.MiningRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A thumb is a label. Up and down on two answers to the same prompt, in windows that overlap, are a pair: the window that
 * closes first waits for the other one.
 */
final class ThumbMiner implements SignalMiner {
    private static final Duration A_MOMENT = Duration.ofMillis(1);

    private final MiningRules rules;
    private final Strongest strongest;

    ThumbMiner(MiningRules rules, Strongest strongest) {
        this.rules = rules;
        this.strongest = strongest;
    }

    @Override
    public Verdict mine(TurnState turn, PendingSignal signal, TurnView others, Instant now) {
        ThumbValue value = ((Thumb) signal.getPayload()).getValue();
        if (value != ThumbValue.UP && value != ThumbValue.DOWN) {
            return new Verdict.End(Outcome.UNUSABLE, "a thumb of value " + value);
        }
        Optional<Opposite> opposite = turn.getTaughtPair() ? Optional.empty() : opposite(turn, value, others, now);
        if (opposite.isPresent()) {
            TurnState other = opposite.get().turn();
            Instant closes = other.getClosesAt();
            if (closes != null && closes.isAfter(now)) {
                return new Verdict.Wait(closes);
            }
            if (isChosenBy(other, opposite.get().thumb(), turn, others, now)) {
                return pair(turn, signal, other, opposite.get().thumb(), value);
            }
            return new Verdict.Wait(now.plus(A_MOMENT)); // it is settled with another one now
        }
        return turn.getTaughtLabel()
                ? Verdict.alreadyTaught()
                : new Verdict.Teach(Lesson.of(Preferences.label(
                        turn, signal, value == ThumbValue.UP, rules.thumbWeight(), Map.of("thumb", value.name()))));
    }

    /** A thumb on another answer. */
    private record Opposite(TurnState turn, PendingSignal thumb) {}

    /** Of several such thumbs the last word counts, whichever window closes first. */
    private Optional<Opposite> opposite(TurnState turn, ThumbValue value, TurnView others, Instant now) {
        return others.answersToTheSamePrompt(turn).stream()
                .filter(other -> !isSameAnswer(turn, other))
                .flatMap(other ->
                        oppositeThumb(other, value, others, now).stream().map(thumb -> new Opposite(other, thumb)))
                .max(Comparator.comparing(Opposite::thumb, Trust.ORDER));
    }

    private boolean isChosenBy(TurnState other, PendingSignal thumb, TurnState turn, TurnView others, Instant now) {
        return opposite(other, ((Thumb) thumb.getPayload()).getValue(), others, now)
                .filter(chosen -> chosen.turn().getTurnId().equals(turn.getTurnId()))
                .isPresent();
    }

    private Verdict pair(
            TurnState turn, PendingSignal thumb, TurnState other, PendingSignal opposite, ThumbValue value) {
        boolean isUp = value == ThumbValue.UP;
        TurnState kept = isUp ? turn : other;
        TurnState left = isUp ? other : turn;
        return new Verdict.Teach(new Lesson(
                Preferences.pair(
                        kept,
                        isUp ? List.of(thumb, opposite) : List.of(opposite, thumb),
                        Preferences.given(Arrived.turn(kept)),
                        Preferences.given(Arrived.turn(left)),
                        rules.thumbWeight(),
                        Map.of("chosen_turn", kept.getTurnId(), "rejected_turn", left.getTurnId())),
                other,
                List.of(opposite)));
    }

    /** The other turn's strongest open signal, if it is a thumb in the other direction and may still teach a pair. */
    private Optional<PendingSignal> oppositeThumb(TurnState other, ThumbValue value, TurnView others, Instant now) {
        if (other.getTaughtPair() || other.getClosesAt() == null) {
            return Optional.empty();
        }
        ThumbValue opposite = value == ThumbValue.UP ? ThumbValue.DOWN : ThumbValue.UP;
        return strongest
                .of(other, others, now)
                .filter(s -> s.getPayload() instanceof Thumb thumb && thumb.getValue() == opposite);
    }

    private static boolean isSameAnswer(TurnState turn, TurnState other) {
        return Arrived.turn(turn).getResponse().equals(Arrived.turn(other).getResponse());
    }
}
