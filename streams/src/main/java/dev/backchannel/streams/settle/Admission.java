package dev.backchannel.streams.settle;

import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.attribution.TurnInput.SignalAccepted;
import dev.backchannel.streams.attribution.TurnInput.TurnAccepted;
import dev.backchannel.streams.config.TextLimits;
import dev.backchannel.streams.config.Windows;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Takes turns and signals in. A signal waits for its turn, then for the settle window, which opens when both are there with
 * the first of the signals, and closes after that signal's time. A pure function of state and input.
 */
final class Admission {
    private final Windows windows;
    private final TextLimits limits;
    private final Duration retention;
    private final Erasure erasure;

    Admission(Windows windows, TextLimits limits, Duration retention, Erasure erasure) {
        this.windows = windows;
        this.limits = limits;
        this.retention = retention;
        this.erasure = erasure;
    }

    /**
     * @param known the state of this turn id if signals came before, else null
     * @param unaddressed signals that wait for the conversation's first turn, else null
     */
    Decision turn(TurnAccepted input, @Nullable TurnState known, @Nullable TurnState unaddressed) {
        if (known != null && known.getTurn() != null) {
            return Decision.none(); // the first event of a turn_id wins, however late its repeat
        }
        TurnState before = known != null ? known : unknown(input.tenant(), input.conversationId(), input.turnId());
        List<PendingSignal> early = new ArrayList<>(before.getPending());
        Outbox out = new Outbox();
        if (unaddressed != null && input.first()) {
            early.addAll(unaddressed.getPending());
            out.store(TurnStates.withPending(unaddressed, List.of(), null));
        }
        TurnState turn = TurnStates.withTurn(
                before,
                erasure.isErased(input.tenant(), input.userId())
                        ? TurnText.stripped(input.turn(), Erasure.REASON)
                        : TurnText.kept(input.turn(), limits),
                input.userId(),
                input.train(),
                input.acceptedAt());
        early.removeIf(s -> endsErased(turn, s, out));
        if (!input.train()) {
            early.forEach(s -> out.end(turn, s, Outcome.OPTED_OUT, "the turn is opted out of learning"));
            early.clear();
        }
        Instant closesAt = early.isEmpty()
                ? null
                : input.acceptedAt().plus(windows.of(early.get(0).getSignal()));
        out.store(TurnStates.withPending(turn, early, closesAt));
        return out.decision();
    }

    /** @param known the state of the signal's turn, else null */
    Decision signal(SignalAccepted input, @Nullable TurnState known) {
        PendingSignal signal = input.signal();
        TurnState turn = known != null ? known : unknown(input.tenant(), input.conversationId(), input.turnId());
        Optional<String> erased = erasure.objection(turn, signal);
        if (erased.isPresent()) {
            return ended(turn, signal, Outcome.ERASED, erased.get());
        }
        if (!signal.getTrain()) {
            return ended(turn, signal, Outcome.OPTED_OUT, "the event is opted out of learning");
        }
        if (!turn.getTrain()) {
            return ended(turn, signal, Outcome.OPTED_OUT, "the turn is opted out of learning");
        }
        if (isTooLate(turn, signal)) {
            return ended(turn, signal, Outcome.EXPIRED, "too_late: more than " + retention + " after its turn");
        }
        return Decision.of(
                TurnStates.withPending(turn, TurnStates.plus(turn.getPending(), signal), closesAt(turn, signal)));
    }

    private boolean endsErased(TurnState turn, PendingSignal signal, Outbox out) {
        Optional<String> reason = erasure.objection(turn, signal);
        reason.ifPresent(why -> out.end(turn, signal, Outcome.ERASED, why));
        return reason.isPresent();
    }

    private Instant closesAt(TurnState turn, PendingSignal signal) {
        if (turn.getClosesAt() != null) {
            return turn.getClosesAt();
        }
        Duration wait = turn.getTurn() == null ? windows.orphan() : windows.of(signal.getSignal());
        return signal.getAcceptedAt().plus(wait);
    }

    private boolean isTooLate(TurnState turn, PendingSignal signal) {
        return turn.getTurn() != null
                && signal.getAcceptedAt().isAfter(turn.getAcceptedAt().plus(retention));
    }

    private static Decision ended(TurnState turn, PendingSignal signal, Outcome outcome, String reason) {
        Outbox out = new Outbox();
        out.end(turn, signal, outcome, reason);
        return out.decision();
    }

    private static TurnState unknown(String tenant, String conversationId, String turnId) {
        return TurnStates.unknown(tenant, conversationId, turnId, Instant.EPOCH);
    }
}
