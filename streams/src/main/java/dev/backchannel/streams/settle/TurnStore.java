package dev.backchannel.streams.settle;

import dev.backchannel.avro.AcceptedTurn;
import dev.backchannel.avro.Conversation;
import dev.backchannel.avro.ReadResult;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.attribution.TurnKeys;
import dev.backchannel.streams.mining.TurnView;
import dev.backchannel.streams.settle.DueTimes.Due;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** The turns of one task, with the times at which they are due. */
final class TurnStore implements TurnView {
    private final RecentEntries<TurnState> turns;
    private final TurnTexts texts;
    private final KeyValueStore<String, Conversation> conversations;
    /** After its deadline a task's result gets this long to be read. */
    private final Duration resultGrace;
    /** How long a turn that has settled is known. */
    private final Duration memory;

    private Instant oldest = Instant.MIN;
    private final DueTimes windows = new DueTimes();
    private final DueTimes answers = new DueTimes();
    private final DueTimes tasks = new DueTimes();

    TurnStore(
            RecentEntries<TurnState> turns,
            TurnTexts texts,
            KeyValueStore<String, Conversation> conversations,
            Duration resultGrace,
            Duration memory) {
        this.turns = turns;
        this.texts = texts;
        this.conversations = conversations;
        this.resultGrace = resultGrace;
        this.memory = memory;
        try (KeyValueIterator<String, TurnState> all = turns.store().all()) {
            while (all.hasNext()) {
                KeyValue<String, TurnState> entry = all.next();
                schedule(entry.key, entry.value);
            }
        }
    }

    /**
     * Something is decided as of this time. What is too old by then is unknown, whether it has been deleted or not: that
     * happens by the clock, and a log that is read again must decide the same.
     */
    void lookAsOf(Instant time) {
        oldest = time.minus(memory);
    }

    /** @return without the text of the turn; null if nothing is known of it */
    @Nullable
    TurnState get(String tenant, String conversationId, String turnId) {
        return get(TurnKeys.turn(tenant, conversationId, turnId));
    }

    /** @return signals that wait for the conversation's first turn; they have a time at which that ends. Null: there are none */
    @Nullable
    TurnState unaddressed(String tenant, String conversationId) {
        String key = TurnKeys.turn(tenant, conversationId, "");
        return windows.has(key) ? get(key) : null;
    }

    /** Keys of all that is stored. */
    List<String> all() {
        List<String> keys = new ArrayList<>();
        try (KeyValueIterator<String, TurnState> all = turns.store().all()) {
            all.forEachRemaining(entry -> keys.add(entry.key));
        }
        return keys;
    }

    /** @return without the text of the turn, however old it is */
    TurnState stored(String key) {
        return turns.get(key);
    }

    /** @return with the text of the turn; null if nothing is known of it */
    @Nullable
    TurnState whole(String key) {
        TurnState state = get(key);
        return state == null ? null : whole(key, state);
    }

    /** @return the state with the text of the turn */
    TurnState whole(String key, TurnState state) {
        return texts.whole(key, state);
    }

    /** @return without the text of the turn; null if nothing is known of it */
    @Nullable
    TurnState get(String key) {
        TurnState state = turns.get(key);
        Instant settled = state == null ? null : settledAt(state);
        return settled != null && settled.isBefore(oldest) ? null : state;
    }

    /** Null while something waits. */
    static @Nullable Instant settledAt(TurnState state) {
        return state.getPending().isEmpty() ? state.getAcceptedAt() : null;
    }

    void put(TurnState state) {
        String key = TurnKeys.turn(state.getTenant(), state.getConversationId(), state.getTurnId());
        if (TurnStates.isVoid(state)) {
            turns.delete(key);
        } else {
            turns.put(key, texts.apart(key, state));
        }
        schedule(key, state);
    }

    /** Whether a result may still come. */
    boolean awaitsResults() {
        return !tasks.isEmpty();
    }

    /**
     * @param read every event accepted before it has been read
     * @param answered every result written before it has been read
     * @return what is due first: a window that closed, a task that was answered or that can no longer be
     */
    Optional<Due> due(Instant read, Instant answered) {
        Due window = windows.first();
        Due answer = answers.first();
        Due task = tasks.first();
        Due first = window != null && !window.at().isAfter(read) ? window : null;
        if (answer != null && answer.at().isBefore(read) && isBefore(answer, first)) {
            first = answer;
        }
        if (task != null && task.at().isBefore(answered) && isBefore(task, first)) {
            first = task;
        }
        return Optional.ofNullable(first);
    }

    private static boolean isBefore(Due due, @Nullable Due other) {
        return other == null || due.at().isBefore(other.at());
    }

    @Override
    public Optional<TurnState> turn(TurnState of, String turnId) {
        return Optional.ofNullable(whole(TurnKeys.turn(of.getTenant(), of.getConversationId(), turnId)));
    }

    @Override
    public List<TurnState> answersToTheSamePrompt(TurnState of) {
        Conversation conversation = conversations.get(TurnKeys.conversation(of.getTenant(), of.getConversationId()));
        List<AcceptedTurn> accepted = conversation == null ? List.of() : conversation.getTurns();
        Optional<ByteBuffer> prompt = accepted.stream()
                .filter(t -> t.getTurnId().equals(of.getTurnId()))
                .map(AcceptedTurn::getMessagesDigest)
                .findFirst();
        return prompt.stream()
                .flatMap(p -> accepted.stream()
                        .filter(t -> t.getMessagesDigest().equals(p))
                        .filter(t -> !t.getTurnId().equals(of.getTurnId())))
                .flatMap(t -> turn(of, t.getTurnId()).stream())
                .filter(t ->
                        t.getTurn() != null && TurnText.problem(t.getTurn()).isEmpty())
                .toList();
    }

    /** Nothing of this turn is due any more. */
    void unschedule(String key) {
        windows.set(key, null);
        answers.set(key, null);
        tasks.set(key, null);
    }

    private void schedule(String key, TurnState state) {
        windows.set(key, state.getClosesAt());
        Optional<ReadResult> answer = TurnStates.answer(state);
        boolean open = state.getAwaitingTask() != null && answer.isEmpty();
        answers.set(key, answer.map(ReadResult::getWrittenAt).orElse(null));
        tasks.set(key, open ? TurnStates.taskDeadline(state).plus(resultGrace) : null);
    }
}
