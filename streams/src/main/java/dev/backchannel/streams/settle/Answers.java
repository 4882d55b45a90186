package dev.backchannel.streams.settle;

import dev.backchannel.avro.MiningResult;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.ReadResult;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.mining.Miners;
import dev.backchannel.streams.mining.ThumbUndo;
import dev.backchannel.streams.mining.Trust;
import dev.backchannel.streams.mining.TurnView;
import dev.backchannel.streams.mining.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Resolves a signal that waited for the mining worker, with its answer or, past the deadline, without one. */
final class Answers {
    private final Miners miners;

    Answers(Miners miners) {
        this.miners = miners;
    }

    /**
     * Keeps a result until its turn in the order of time comes. The task may not even have been asked yet, when a log is read
     * again.
     *
     * @param writtenAt the result's own time: decides whether it came in time
     * @return no change if nobody waits for this result: the first one of a task counts
     */
    static Decision read(@Nullable TurnState state, MiningResult result, Instant writtenAt) {
        if (state == null) {
            return Decision.none();
        }
        boolean awaited = state.getResults().stream().noneMatch(r -> isOf(r.getResult(), result.getTaskId()))
                && state.getPending().stream().anyMatch(s -> isOf(result, Miners.taskId(state, s)));
        return awaited ? Decision.of(TurnStates.withResult(state, new ReadResult(result, writtenAt))) : Decision.none();
    }

    private static boolean isOf(MiningResult result, String taskId) {
        return result.getTaskId().equals(taskId);
    }

    /** @param state one whose task was answered, or can no longer be */
    Decision resolve(TurnState state, Instant now, TurnView view) {
        PendingSignal asker = asker(state)
                .orElseThrow(() -> new IllegalStateException("the turn " + state.getTurnId() + " awaits the task "
                        + state.getAwaitingTask() + " that none of its signals asked"));
        TurnState resolved = resolved(state, asker);
        Verdict verdict = miners.resolve(state, asker, result(state));
        Outbox out = new Outbox();
        if (verdict instanceof Verdict.End end) {
            out.end(state, asker, end.outcome(), end.reason());
            out.store(resolved);
        } else if (isOutranked(resolved, asker, now, view)) {
            out.store(TurnStates.postponed(state));
        } else if (verdict instanceof Verdict.Teach teach) {
            Lessons.apply(resolved, asker, teach.lesson(), out);
        }
        return out.decision();
    }

    /**
     * The same, where it can be decided without the text of the turn.
     *
     * @param state without its text
     */
    Optional<Decision> resolveUnread(TurnState state) {
        String task = state.getAwaitingTask();
        if (task == null) {
            return Optional.empty();
        }
        return asker(state)
                .flatMap(asker -> miners.resolveUnread(task, result(state)).map(end -> {
                    Outbox out = new Outbox();
                    out.end(state, asker, end.outcome(), end.reason());
                    out.store(resolved(state, asker));
                    return out.decision();
                }));
    }

    private static @Nullable MiningResult result(TurnState state) {
        return TurnStates.answer(state).map(ReadResult::getResult).orElse(null);
    }

    private static Optional<PendingSignal> asker(TurnState state) {
        return state.getPending().stream()
                .filter(s -> Miners.taskId(state, s).equals(state.getAwaitingTask()))
                .findFirst();
    }

    private static TurnState resolved(TurnState state, PendingSignal asker) {
        List<PendingSignal> later = new ArrayList<>(state.getPending());
        later.remove(asker);
        return TurnStates.withTask(TurnStates.withPending(state, later, state.getClosesAt()), null, null);
    }

    /** Whether a more trusted signal waits in a window that is still open; only when it closes is it known to stand. */
    private boolean isOutranked(TurnState state, PendingSignal asker, Instant now, TurnView view) {
        return ThumbUndo.of(state.getPending()).standing().stream()
                .filter(s -> Trust.ORDER.compare(s, asker) > 0)
                .anyMatch(s -> !(miners.mine(state, s, view, now) instanceof Verdict.End));
    }
}
