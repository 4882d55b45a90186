package dev.backchannel.streams.ledger;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.TurnState;
import dev.backchannel.avro.Verdict;
import dev.backchannel.topics.Keys;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The real ledger over records at hand, all of partition 0. */
public final class MadeLedger {
    private final Book book;
    private long offset;
    private long written;

    /** @param processed how many of the interactions streams has passed */
    public MadeLedger(String topic, long firstOffset, long processed) {
        this.book = new Book(topic, "default", Map.of(0, firstOffset + processed), Set.of(), Ledger.DEDUPLICATION);
        this.offset = firstOffset;
    }

    public void interaction(Instant acceptedAt, Interaction event) {
        book.interaction(0, offset++, acceptedAt, Keys.of(event.getTenant(), event.getConversationId()), event);
    }

    public void disposition(Disposition end) {
        book.disposition(end);
    }

    public void preference(Preference preference) {
        book.preference(written++, preference);
    }

    public void deadLetter(DeadLetter letter) {
        book.letters().add(letter);
    }

    public void turn(TurnState state) {
        book.turn(state);
    }

    public LedgerReport untaught() {
        return close(Lineage.of(List.of(), List.of()));
    }

    /** @param preferences what the one committed step was made of */
    public LedgerReport taught(List<String> preferences) {
        Checkpoint first = Made.checkpoint("k0", null, 0, 0, Verdict.PASSED);
        Checkpoint second = Made.checkpoint("k1", "k0", 1, written, Verdict.PASSED);
        LearnerStep step = Made.step(1, "k0", 0, written, preferences.toArray(String[]::new));
        return close(Lineage.of(List.of(first, second), List.of(step)));
    }

    private LedgerReport close(Lineage lineage) {
        Balance balance = new Balance(Made.AT);
        book.close(lineage, List.of(), balance);
        return balance.report();
    }
}
