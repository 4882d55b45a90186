package dev.backchannel.streams.settle;

import dev.backchannel.avro.Label;
import dev.backchannel.avro.ObservedSignals;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.ReadResult;
import dev.backchannel.avro.Turn;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.Arrived;
import dev.backchannel.streams.mining.Miners;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Copies of a turn's state with something changed. A state that has been stored or handed out is never changed itself. */
final class TurnStates {
    private TurnStates() {}

    /** Of a turn that has not come yet. */
    static TurnState unknown(String tenant, String conversationId, String turnId, Instant at) {
        return new TurnState(
                tenant,
                conversationId,
                turnId,
                null,
                null,
                true,
                at,
                List.of(),
                null,
                null,
                null,
                false,
                false,
                false,
                List.of(),
                false,
                null);
    }

    static TurnState withTurn(TurnState s, Turn turn, @Nullable String userId, boolean train, Instant acceptedAt) {
        TurnState copy = copy(s);
        copy.setTurn(turn);
        copy.setUserId(userId);
        copy.setTrain(train);
        copy.setAcceptedAt(acceptedAt);
        return copy;
    }

    static TurnState withPending(TurnState s, List<PendingSignal> pending, @Nullable Instant closesAt) {
        TurnState copy = copy(s);
        copy.setPending(List.copyOf(pending));
        copy.setResults(ofPending(s, pending));
        copy.setClosesAt(closesAt);
        return copy;
    }

    static TurnState withTask(TurnState s, @Nullable String taskId, @Nullable Instant deadline) {
        TurnState copy = copy(s);
        copy.setAwaitingTask(taskId);
        copy.setTaskDeadline(deadline);
        return copy;
    }

    static TurnState withResult(TurnState s, ReadResult result) {
        TurnState copy = copy(s);
        copy.setResults(plus(s.getResults(), result));
        return copy;
    }

    /** The awaited task counts as answered, or as given up, no sooner than the turn's window closes. */
    static TurnState postponed(TurnState s) {
        Instant to = Objects.requireNonNull(
                s.getClosesAt(), () -> "no window of the turn " + s.getTurnId() + " is open, so nothing is put off");
        Instant deadline = taskDeadline(s);
        Optional<ReadResult> answer = answer(s); // one that came too late stays so
        TurnState copy = copy(s);
        copy.setTaskDeadline(deadline.isAfter(to) ? deadline : to);
        copy.setResults(s.getResults().stream()
                .map(r -> answer.filter(r::equals).isPresent() ? new ReadResult(r.getResult(), to) : r)
                .toList());
        return copy;
    }

    /** The result of the awaited task, if it came in time. */
    static Optional<ReadResult> answer(TurnState s) {
        if (s.getResults().isEmpty()) {
            return Optional.empty();
        }
        return s.getResults().stream()
                .filter(r -> r.getResult().getTaskId().equals(s.getAwaitingTask()))
                .filter(r -> !r.getWrittenAt().isAfter(s.getTaskDeadline()))
                .findFirst();
    }

    /** Of one that awaits a task. */
    static Instant taskDeadline(TurnState s) {
        return Objects.requireNonNull(
                s.getTaskDeadline(), () -> "the turn " + s.getTurnId() + " awaits no task, so there is no deadline");
    }

    private static List<ReadResult> ofPending(TurnState s, List<PendingSignal> pending) {
        if (s.getResults().isEmpty()) {
            return List.of();
        }
        return s.getResults().stream()
                .filter(r -> pending.stream()
                        .anyMatch(p -> Miners.taskId(s, p).equals(r.getResult().getTaskId())))
                .toList();
    }

    /** @param preference one that uses up the turn's pair or label */
    static TurnState withTaught(TurnState s, Preference preference) {
        Turn turn = Arrived.turn(s);
        boolean pair = preference.getBody() instanceof Pair;
        boolean label = !pair;
        TurnState copy = copy(s);
        copy.setTaughtPair(s.getTaughtPair() || pair);
        copy.setTaughtLabel(s.getTaughtLabel() || label);
        copy.setTurnedDown(s.getTurnedDown() || isWorse(turn.getResponse(), preference));
        if (copy.getTaughtPair() && copy.getTaughtLabel()) {
            copy.setTurn(TurnText.stripped(turn, turn.getError()));
            copy.setTextApart(false);
        }
        return copy;
    }

    /** @param apart whether the text lies in a store of its own; the turn may hold it all the same */
    static TurnState withText(TurnState s, Turn turn, boolean apart) {
        TurnState copy = copy(s);
        copy.setTurn(turn);
        copy.setTextApart(apart);
        return copy;
    }

    static TurnState withObserved(TurnState s, ObservedSignals observed) {
        TurnState copy = copy(s);
        copy.setObserved(observed);
        return copy;
    }

    private static boolean isWorse(String answer, Preference preference) {
        return preference.getBody() instanceof Pair pair
                ? pair.getRejected().getText().equals(answer)
                : !((Label) preference.getBody()).getDesirable();
    }

    static <T> List<T> plus(List<T> list, T item) {
        List<T> more = new ArrayList<>(list);
        more.add(item);
        return more;
    }

    /** Nothing is known and nothing waits: need not be stored. */
    static boolean isVoid(TurnState s) {
        return s.getTurn() == null && s.getPending().isEmpty();
    }

    private static TurnState copy(TurnState s) {
        return new TurnState(
                s.getTenant(),
                s.getConversationId(),
                s.getTurnId(),
                s.getTurn(),
                s.getUserId(),
                s.getTrain(),
                s.getAcceptedAt(),
                s.getPending(),
                s.getClosesAt(),
                s.getAwaitingTask(),
                s.getTaskDeadline(),
                s.getTaughtPair(),
                s.getTaughtLabel(),
                s.getTurnedDown(),
                s.getResults(),
                s.getTextApart(),
                s.getObserved());
    }
}
