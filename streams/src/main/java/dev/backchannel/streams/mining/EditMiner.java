package dev.backchannel.streams.mining;

import dev.backchannel.avro.Edit;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.Arrived;
import dev.backchannel.streams.config.MiningRules;
import dev.backchannel.streams.config.TextLimits;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The user's version ≻ the answer that was given, with weight min(1, base + c), where c is the normalised token edit
 * distance: the more had to be changed, the clearer the wish. An edit with c ≤ τ takes the answer as it is: an acceptance.
 */
final class EditMiner implements SignalMiner {
    private final MiningRules rules;
    private final TextLimits limits;

    EditMiner(MiningRules rules, TextLimits limits) {
        this.rules = rules;
        this.limits = limits;
    }

    @Override
    public Verdict mine(TurnState turn, PendingSignal signal, TurnView others, Instant now) {
        String edited = ((Edit) signal.getPayload()).getText();
        String given = Arrived.turn(turn).getResponse();
        if (edited.isBlank()) {
            return new Verdict.End(Outcome.UNUSABLE, "the edited text is empty");
        }
        if (edited.length() > limits.answer()) {
            return new Verdict.End(
                    Outcome.UNUSABLE,
                    "over_long: an edit of " + edited.length() + " characters, at most " + limits.answer());
        }
        double distance = TokenEditDistance.normalised(given, edited);
        Map<String, String> why = Map.of(
                "edit_distance", String.format(Locale.ROOT, "%.4f", distance), "diff", WordDiff.between(given, edited));
        if (distance <= rules.nearIdentical()) {
            return turn.getTaughtLabel()
                    ? Verdict.alreadyTaught()
                    : new Verdict.Teach(
                            Lesson.of(Preferences.label(turn, signal, true, rules.acceptanceWeight(), why)));
        }
        if (turn.getTaughtPair()) {
            return Verdict.alreadyTaught();
        }
        return new Verdict.Teach(Lesson.of(Preferences.pair(
                turn,
                List.of(signal),
                Preferences.written(edited),
                Preferences.given(Arrived.turn(turn)),
                Math.min(1, rules.editBase() + distance),
                why)));
    }
}
