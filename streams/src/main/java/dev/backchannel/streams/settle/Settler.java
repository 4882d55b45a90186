package dev.backchannel.streams.settle;

import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.attribution.TurnInput;
import dev.backchannel.streams.attribution.TurnInput.SignalAccepted;
import dev.backchannel.streams.attribution.TurnInput.TurnAccepted;
import java.time.Instant;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies decisions to the turns of one task, in the order of accepted_at: what closed before an event is settled before the
 * event is looked at, so that a replay decides the same.
 */
final class Settler {
    private static final Logger log = LoggerFactory.getLogger(Settler.class);

    private final Admission admission;
    private final Settlement settlement;
    private final Answers answers;
    private final TurnStore turns;
    private final EffectSink sink;

    Settler(Admission admission, Settlement settlement, Answers answers, TurnStore turns, EffectSink sink) {
        this.admission = admission;
        this.settlement = settlement;
        this.answers = answers;
        this.turns = turns;
        this.sink = sink;
    }

    void input(TurnInput input, Instant acceptedAt) {
        closeWindows(acceptedAt);
        TurnState known = turns.get(input.tenant(), input.conversationId(), input.turnId());
        if (input instanceof TurnAccepted turn) {
            TurnState unaddressed = turn.first() ? turns.get(input.tenant(), input.conversationId(), "") : null;
            apply(admission.turn(turn, known, unaddressed), acceptedAt);
        } else if (input instanceof SignalAccepted signal) {
            apply(admission.signal(signal, known), acceptedAt);
        }
    }

    void result(MiningResult result, Instant answeredAt) {
        TurnState state = turns.get(result.getTenant(), result.getConversationId(), result.getTurnId());
        apply(answers.answered(state, result, answeredAt, turns), answeredAt);
    }

    /** Every record accepted before {@code now} has been read. */
    void closeWindows(Instant now) {
        for (String key = turns.closed(now); key != null; key = turns.closed(now)) {
            TurnState state = turns.get(key);
            Instant at = state.getClosesAt();
            apply(decide(state, () -> settlement.close(state, at, turns)), at);
        }
    }

    /** Every result written before {@code now} has been read. */
    void giveUpTasks(Instant now) {
        for (String key = turns.unanswered(now); key != null; key = turns.unanswered(now)) {
            TurnState state = turns.get(key);
            Instant at = state.getTaskDeadline();
            apply(decide(state, () -> answers.expired(state, at, turns)), at);
        }
    }

    /** A turn that cannot be decided must not hold up the others: its signals end, and the log says why. */
    private static Decision decide(TurnState state, Supplier<Decision> decision) {
        try {
            return decision.get();
        } catch (RuntimeException e) {
            log.error("the turn {} of {} cannot be settled", state.getTurnId(), state.getConversationId(), e);
            Outbox out = new Outbox();
            state.getPending().forEach(s -> out.end(state, s, Outcome.UNUSABLE, "failed: " + e));
            out.store(Settlement.idle(state));
            return out.decision();
        }
    }

    private void apply(Decision decision, Instant at) {
        decision.states().forEach(turns::put);
        decision.effects().forEach(effect -> sink.write(effect, at));
    }
}
