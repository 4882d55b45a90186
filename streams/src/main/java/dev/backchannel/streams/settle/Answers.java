package dev.backchannel.streams.settle;

import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.mining.Miners;
import dev.backchannel.streams.mining.Trust;
import dev.backchannel.streams.mining.TurnView;
import dev.backchannel.streams.mining.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Resolves a signal that waited for the mining worker, with its answer or, past the deadline, without one. */
final class Answers {
    private final Miners miners;
    private final Allowance allowance;

    Answers(Miners miners, Allowance allowance) {
        this.miners = miners;
        this.allowance = allowance;
    }

    /**
     * @param answeredAt the result's own time: decides whether it came in time
     * @return no change if nobody waits for this result: the first one of a task counts
     */
    Decision answered(TurnState state, MiningResult result, Instant answeredAt, TurnView view) {
        boolean awaited = state != null
                && result.getTaskId().equals(state.getAwaitingTask())
                && !answeredAt.isAfter(state.getTaskDeadline());
        return awaited ? resolve(state, result, answeredAt, view) : Decision.none();
    }

    Decision expired(TurnState state, Instant now, TurnView view) {
        return resolve(state, null, now, view);
    }

    private Decision resolve(TurnState state, MiningResult result, Instant now, TurnView view) {
        Outbox out = new Outbox();
        List<PendingSignal> later = new ArrayList<>(state.getPending());
        PendingSignal asker = later.stream()
                .filter(s -> Miners.taskId(state, s).equals(state.getAwaitingTask()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the turn " + state.getTurnId() + " awaits the task "
                        + state.getAwaitingTask() + " that none of its signals asked"));
        later.remove(asker);
        TurnState resolved = TurnStates.withTask(TurnStates.withPending(state, later, state.getClosesAt()), null, null);
        Verdict verdict = allowance.limit(state, asker, miners.resolve(state, asker, result));
        Optional<PendingSignal> stronger = stronger(resolved, asker, now, view);
        if (verdict instanceof Verdict.End end) {
            out.end(state, asker, end.outcome(), end.reason());
            out.store(resolved);
        } else if (stronger.isPresent()) {
            Settlement.supersede(state, asker, stronger.get(), out);
            out.store(resolved);
        } else if (verdict instanceof Verdict.Teach teach) {
            Lessons.apply(resolved, asker, teach.lesson(), out);
        }
        return out.decision();
    }

    /** A more trusted signal that waits in a window that is still open. */
    private Optional<PendingSignal> stronger(TurnState state, PendingSignal asker, Instant now, TurnView view) {
        return state.getPending().stream()
                .map(s -> new Candidate(s, miners.mine(state, s, view, now)))
                .filter(c -> !(c.verdict() instanceof Verdict.End))
                .filter(c -> Trust.ORDER.compare(c.signal(), asker) > 0)
                .map(Candidate::signal)
                .findFirst();
    }
}
