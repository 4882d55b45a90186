package dev.backchannel.streams.mining;

import dev.backchannel.avro.Edit;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Regeneration;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.Arrived;
import java.time.Instant;
import java.util.Optional;

/** The most trusted open signal of another turn; one that says nothing hides none that does. */
final class Strongest {
    private final SignalMiner edits;

    Strongest(SignalMiner edits) {
        this.edits = edits;
    }

    Optional<PendingSignal> of(TurnState turn, TurnView others, Instant now) {
        return ThumbUndo.of(turn.getPending()).standing().stream()
                .filter(s -> says(turn, s, others, now))
                .max(Trust.ORDER);
    }

    private boolean says(TurnState turn, PendingSignal signal, TurnView others, Instant now) {
        if (signal.getPayload() instanceof Thumb thumb) {
            return thumb.getValue() == ThumbValue.UP || thumb.getValue() == ThumbValue.DOWN;
        }
        if (signal.getPayload() instanceof Regeneration regeneration) {
            return others.answersToTheSamePrompt(turn).stream()
                    .filter(t -> t.getTurnId().equals(regeneration.getNewTurnId()))
                    .anyMatch(t -> !Arrived.turn(t)
                            .getResponse()
                            .equals(Arrived.turn(turn).getResponse()));
        }
        return !(signal.getPayload() instanceof Edit)
                || !(edits.mine(turn, signal, others, now) instanceof Verdict.End);
    }
}
