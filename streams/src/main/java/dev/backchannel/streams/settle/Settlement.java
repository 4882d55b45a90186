package dev.backchannel.streams.settle;

import dev.backchannel.avro.MiningTask;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.config.Windows;
import dev.backchannel.streams.mining.EditStudies;
import dev.backchannel.streams.mining.Lesson;
import dev.backchannel.streams.mining.Miners;
import dev.backchannel.streams.mining.TurnView;
import dev.backchannel.streams.mining.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Closes settle windows: thumbs that were taken back go first, then what can teach nothing; of the rest the most trusted
 * signal teaches (or asks the mining worker) and the others are superseded. A pure function of the states.
 *
 * <p>A signal that waits for the mining worker stays open: a more trusted one in a later window still supersedes it.
 */
final class Settlement {
    private final Windows windows;
    private final Miners miners;
    private final EditStudies studies;
    private final Firewall firewall;

    Settlement(Windows windows, Miners miners, EditStudies studies, Firewall firewall) {
        this.windows = windows;
        this.miners = miners;
        this.studies = studies;
        this.firewall = firewall;
    }

    /** @param now when the window closed, {@code state.closes_at} */
    Decision close(TurnState state, Instant now, TurnView view) {
        return state.getTurn() == null ? orphans(state, now) : settle(state, now, view);
    }

    private Decision orphans(TurnState state, Instant now) {
        Outbox out = new Outbox();
        List<PendingSignal> waiting = new ArrayList<>();
        for (PendingSignal signal : state.getPending()) {
            if (signal.getAcceptedAt().plus(windows.orphan()).isAfter(now)) {
                waiting.add(signal);
            } else {
                out.end(state, signal, Outcome.ORPHANED, "its turn never came");
            }
        }
        Instant next = waiting.stream()
                .map(s -> s.getAcceptedAt().plus(windows.orphan()))
                .min(Instant::compareTo)
                .orElse(null);
        out.store(TurnStates.withPending(state, waiting, next));
        return out.decision();
    }

    private Decision settle(TurnState state, Instant now, TurnView view) {
        Outbox out = new Outbox();
        List<PendingSignal> standing = Standing.of(state, out);
        List<Candidate> candidates = new ArrayList<>();
        for (PendingSignal signal : standing) {
            Verdict verdict = miners.mine(state, signal, view, now);
            if (verdict instanceof Verdict.End end) {
                out.end(state, signal, end.outcome(), end.reason());
            } else {
                candidates.add(new Candidate(signal, verdict));
            }
        }
        if (candidates.isEmpty()) {
            out.store(idle(state));
            return out.decision();
        }
        candidates.sort(Candidate.LEAST_TRUSTED_FIRST);
        Candidate winner = candidates.remove(candidates.size() - 1);
        if (winner.verdict() instanceof Verdict.Wait wait) {
            return Decision.of(TurnStates.withPending(state, state.getPending(), wait.until()));
        }
        candidates.forEach(loser -> supersede(state, loser.signal(), winner.signal(), out));
        if (firewall.holds(state, winner.verdict())) {
            holdBack(state, winner, now, out);
            return out.decision();
        }
        carryOut(state, winner, now, out);
        if (winner.verdict() instanceof Verdict.Teach teach) {
            settlePartner(teach.lesson(), now, view, out);
        }
        return out.decision();
    }

    /** The other turn of a pair from two answers, if both were spoken of: its window closes with this one. */
    private void settlePartner(Lesson lesson, Instant now, TurnView view, Outbox out) {
        TurnState partner = lesson.partner();
        if (partner == null || lesson.partnerEvidence().isEmpty()) {
            return;
        }
        PendingSignal winner = lesson.partnerEvidence().get(0);
        List<PendingSignal> losers = new ArrayList<>(partner.getPending());
        for (PendingSignal signal : lesson.partnerEvidence()) {
            losers.remove(signal);
            out.mined(partner, signal, lesson.preference());
        }
        for (PendingSignal loser : Standing.of(TurnStates.withPending(partner, losers, null), out)) {
            if (miners.mine(partner, loser, view, now) instanceof Verdict.End end) {
                out.end(partner, loser, end.outcome(), end.reason());
            } else {
                supersede(partner, loser, winner, out);
            }
        }
        out.store(TurnStates.withTaught(idle(partner), lesson.preference()));
    }

    private void carryOut(TurnState state, Candidate winner, Instant now, Outbox out) {
        if (winner.verdict() instanceof Verdict.Teach teach) {
            Lessons.apply(idle(state), winner.signal(), teach.lesson(), out);
            studies.task(state, winner.signal(), teach.lesson(), now).ifPresent(out::ask);
        } else if (winner.verdict() instanceof Verdict.Ask ask) {
            MiningTask task = ask.task();
            boolean asked = task.getTaskId().equals(state.getAwaitingTask());
            TurnState waiting = TurnStates.withPending(state, List.of(winner.signal()), null);
            if (asked) {
                out.store(waiting);
            } else {
                out.ask(task);
                out.store(TurnStates.withTask(waiting, task.getTaskId(), task.getDeadline()));
            }
        }
    }

    /** The policy does not learn from it; what an edit says of its user's wishes is asked all the same. */
    private void holdBack(TurnState state, Candidate winner, Instant now, Outbox out) {
        if (winner.verdict() instanceof Verdict.Teach teach) {
            out.heldBack(state, winner.signal(), teach.lesson().preference(), Firewall.REASON);
            studies.task(state, winner.signal(), teach.lesson(), now).ifPresent(out::ask);
        } else {
            out.heldBack(state, winner.signal(), null, Firewall.REASON);
        }
        out.store(idle(state));
    }

    static void supersede(TurnState state, PendingSignal loser, PendingSignal winner, Outbox out) {
        out.end(state, loser, Outcome.SUPERSEDED, "by " + winner.getEventId());
    }

    /** Nothing pending, nothing awaited. */
    static TurnState idle(TurnState state) {
        return TurnStates.withTask(TurnStates.withPending(state, List.of(), null), null, null);
    }
}
