package dev.backchannel.streams.ledger;

import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.TurnState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of all signals while they are being filled in: interactions first, the rest in any order. Knows no Kafka
 * client.
 */
final class Book {
    private final String topic;
    private final String policy;
    private final Map<Integer, Long> processedTo;
    private final Set<Integer> cut;
    private final Duration window;
    private final DeadLetters letters;
    private final Map<Integer, Arrivals> arrivals = new HashMap<>();
    private final Map<String, SignalAccount> accounts = new LinkedHashMap<>();
    private final Map<String, Lesson> lessons = new HashMap<>();
    private long duplicates;

    /**
     * @param topic of the interactions
     * @param policy whose learner's account it is
     * @param processedTo by partition, the first offset that streams has not committed; absent: 0
     * @param cut partitions whose first records retention has deleted
     * @param window how long streams remembers an identity
     */
    Book(String topic, String policy, Map<Integer, Long> processedTo, Set<Integer> cut, Duration window) {
        this.topic = topic;
        this.policy = policy;
        this.processedTo = processedTo;
        this.cut = cut;
        this.window = window;
        this.letters = new DeadLetters(topic);
    }

    DeadLetters letters() {
        return letters;
    }

    /** In the order of the partition; {@code event} null: no value, or unreadable. */
    void interaction(
            int partition, long offset, Instant acceptedAt, @Nullable String key, @Nullable Interaction event) {
        arrivals.computeIfAbsent(partition, this::arrivals)
                .record(offset, acceptedAt, key, event, letters.isSentAgain(partition, offset));
    }

    /** The latest state of a turn: its pending signals wait. */
    void turn(TurnState state) {
        for (PendingSignal waiting : state.getPending()) {
            SignalAccount account = find(state.getTenant(), state.getConversationId(), waiting.getEventId());
            if (account != null) {
                account.waits();
            }
        }
    }

    /** Only of streams and of this policy's learner: another policy's may have judged the same preference otherwise. */
    void disposition(Disposition end) {
        if (end.getPolicy() != null && !end.getPolicy().equals(policy)) {
            return;
        }
        SignalAccount account = find(end.getTenant(), end.getConversationId(), end.getEventId());
        if (account != null) {
            account.disposed(end.getOutcome(), end.getPreferenceId(), end.getReason());
        }
    }

    void preference(long offset, Preference preference) {
        Lesson lesson = lessons.computeIfAbsent(preference.getPreferenceId(), id -> new Lesson(id, offset));
        lesson.written();
        for (String signal : preference.getEvidence()) {
            SignalAccount account = find(preference.getTenant(), preference.getConversationId(), signal);
            if (account != null) {
                account.speaksFor(lesson);
            }
        }
    }

    /** All of it: what is known of identities and conversations is needed no more. */
    void interactionsAreRead() {
        arrivals.clear();
        letters.interactionsAreRead();
    }

    /** Whether a preference of this id was found. */
    boolean knows(String preferenceId) {
        return lessons.containsKey(preferenceId);
    }

    /**
     * @param notes what the reader should know of how the topics were read
     * @param balance to which all of it is added
     */
    void close(Lineage lineage, List<String> notes, Balance balance) {
        long told = 0;
        for (SignalAccount account : accounts.values()) {
            int aboutIt = letters.about(account);
            told += letters.countedAbout(account);
            balance.add(account, account.close(lineage, aboutIt));
        }
        balance.add(lineage);
        balance.addDuplicates(duplicates);
        balance.addLetters(letters, told);
        balance.addNotes(notes);
    }

    private @Nullable SignalAccount find(String tenant, String conversationId, String eventId) {
        return accounts.get(SignalIds.of(tenant, conversationId, eventId));
    }

    private Arrivals arrivals(int partition) {
        return new Arrivals(partition, window, cut.contains(partition), new Arrivals.Sink() {
            @Override
            public void signal(String id, String kind, int partition, long offset, Instant acceptedAt) {
                accounts.putIfAbsent(id, account(id, kind, partition, offset, acceptedAt));
            }

            @Override
            public void again(String id, String kind, int partition, long offset, Instant acceptedAt) {
                accounts.put(id, account(id, kind, partition, offset, acceptedAt));
            }

            @Override
            public void refused(String kind, int partition, long offset, Instant acceptedAt) {
                if (!letters.isRedriven(partition, offset)) {
                    String id = SignalIds.ofRecord(topic, partition, offset);
                    accounts.putIfAbsent(id, account(id, kind, partition, offset, acceptedAt));
                }
            }

            @Override
            public void duplicate() {
                duplicates++;
            }
        });
    }

    private SignalAccount account(String id, String kind, int partition, long offset, Instant acceptedAt) {
        boolean processed = offset < processedTo.getOrDefault(partition, 0L);
        return new SignalAccount(id, kind, partition, offset, acceptedAt, processed);
    }
}
