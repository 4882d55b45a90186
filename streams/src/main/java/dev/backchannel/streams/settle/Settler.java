package dev.backchannel.streams.settle;

import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.attribution.TurnInput;
import dev.backchannel.streams.attribution.TurnInput.SignalAccepted;
import dev.backchannel.streams.attribution.TurnInput.TurnAccepted;
import dev.backchannel.streams.observe.Observations;
import dev.backchannel.streams.observe.Observer;
import dev.backchannel.streams.observe.Reacted;
import dev.backchannel.streams.settle.DueTimes.Due;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private final Observer observer;
    private final Erasure erasure;
    private final TurnStore turns;
    private final EffectSink sink;

    Settler(
            Admission admission,
            Settlement settlement,
            Answers answers,
            Observer observer,
            Erasure erasure,
            TurnStore turns,
            EffectSink sink) {
        this.admission = admission;
        this.settlement = settlement;
        this.answers = answers;
        this.observer = observer;
        this.erasure = erasure;
        this.turns = turns;
        this.sink = sink;
    }

    void input(TurnInput input, Instant acceptedAt) {
        settle(acceptedAt, acceptedAt);
        turns.lookAsOf(acceptedAt);
        TurnState known = turns.get(input.tenant(), input.conversationId(), input.turnId());
        if (input instanceof TurnAccepted turn) {
            TurnState unaddressed = turn.first() ? turns.unaddressed(input.tenant(), input.conversationId()) : null;
            Decision decision = admission.turn(turn, known, unaddressed);
            apply(decision, acceptedAt);
            observeServed(decision, turn, acceptedAt);
        } else if (input instanceof SignalAccepted signal) {
            apply(admission.signal(signal, known), acceptedAt);
        }
    }

    void result(MiningResult result, Instant answeredAt) {
        turns.lookAsOf(answeredAt);
        TurnState state = turns.get(result.getTenant(), result.getConversationId(), result.getTurnId());
        apply(Answers.read(state, result, answeredAt), answeredAt);
    }

    /** Somebody was erased: whatever is kept of turns and signals of theirs goes. */
    void forget(Instant now) {
        turns.all().forEach(key -> apply(erasure.forget(turns.stored(key)), now));
    }

    /** Time has passed without an event, as far as the ends of both topics have been read. */
    void passed(Instant read, Instant answered) {
        Instant both = answered.isBefore(read) ? answered : read;
        settle(turns.awaitsResults() ? both : read, both);
    }

    /**
     * Decides what is due, in the order of time, whichever topic it comes from: so a log that is read again at once decides
     * what was decided by the clock.
     *
     * @param read every event accepted before it has been read
     * @param answered every result written before it has been read
     */
    private void settle(Instant read, Instant answered) {
        for (Optional<Due> next = turns.due(read, answered); next.isPresent(); next = turns.due(read, answered)) {
            Instant at = next.get().at();
            turns.lookAsOf(at);
            String key = next.get().key();
            TurnState known = turns.get(key);
            if (known == null) { // it was so old by then that it is forgotten; nothing waits there
                turns.unschedule(key);
                continue;
            }
            Optional<Decision> unread =
                    at.equals(known.getClosesAt()) ? Optional.empty() : answers.resolveUnread(known);
            apply(unread.orElseGet(() -> decide(turns.whole(key, known), at)), at);
        }
    }

    private Decision decide(TurnState state, Instant at) {
        boolean closes = at.equals(state.getClosesAt());
        return decide(state, () -> closes ? settlement.close(state, at, turns) : answers.resolve(state, at, turns));
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
        List<Reacted> reactions = new ArrayList<>();
        for (Effect effect : decision.effects()) {
            sink.write(effect, at);
            if (effect instanceof Effect.Account account
                    && account.disposition().getOutcome() != Outcome.ERASED) {
                reactions.add(account.reaction());
            }
        }
        for (TurnState state : decision.states()) {
            Optional<Observer.Observed> observed = observer.observe(state, reactions);
            turns.put(observed.map(o -> TurnStates.withObserved(state, o.signals()))
                    .orElse(state));
            observed.ifPresent(o -> sink.write(new Effect.Observe(o.observation()), at));
        }
    }

    /** @param decision that took the turn in, or did nothing since it was known */
    private void observeServed(Decision decision, TurnAccepted served, Instant at) {
        decision.states().stream()
                .filter(state -> state.getTurnId().equals(served.turnId()))
                .flatMap(state -> Observations.served(state, served.turn()).stream())
                .forEach(observation -> sink.write(new Effect.Observe(observation), at));
    }
}
