package dev.backchannel.streams.ledger;

import dev.backchannel.streams.ledger.LedgerReport.Imbalance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up the findings, of one book or of several that share the conversations. */
final class Balance {
    private final Map<Fate, Long> totals = new EnumMap<>(Fate.class);
    private final SortedMap<String, Long> byOutcome = new TreeMap<>();
    private final SortedMap<String, SortedMap<String, Long>> byKind = new TreeMap<>();
    private final Map<String, Long> byReason = new TreeMap<>();
    private final List<Imbalance> imbalances = new ArrayList<>();
    private final Instant now;
    private InFlightAges ages = InFlightAges.none();
    private final Set<String> notes = new LinkedHashSet<>();
    private long accepted;
    private long duplicates;
    private long reused;
    private long inShadow;
    private @Nullable String head;
    private long lettersTold;
    private long letters;
    private long redriven;
    private SortedMap<String, Long> lettersByReason = new TreeMap<>();

    /** @param now by which ages are told */
    Balance(Instant now) {
        this.now = now;
    }

    void add(SignalAccount account, Finding finding) {
        accepted++;
        totals.merge(finding.fate(), 1L, Long::sum);
        byOutcome.merge(finding.detail(), 1L, Long::sum);
        byKind.computeIfAbsent(account.kind(), k -> new TreeMap<>()).merge(finding.detail(), 1L, Long::sum);
        if (finding.fate() == Fate.DISPOSED) {
            String kind = ReasonKind.of(account.reason(finding.detail()));
            byReason.merge(finding.detail() + ": " + kind, 1L, Long::sum);
        } else if (finding.fate() == Fate.IN_FLIGHT) {
            ages = ages.plus(account.acceptedAt(), now);
        }
        if (!finding.where().isEmpty() && imbalances.size() < LedgerReport.MOST_IMBALANCES) {
            imbalances.add(
                    new Imbalance(account.id(), account.kind(), finding.fate().figure(), finding.where()));
        }
    }

    void add(Lineage lineage) {
        reused += lineage.reused();
        inShadow += lineage.inShadow();
        head = lineage.head();
    }

    void addDuplicates(long events) {
        duplicates += events;
    }

    /**
     * @param all letters that there are: each book reads them afresh, and the last one knows most
     * @param told how many of them are about this book's signals
     */
    void addLetters(DeadLetters all, long told) {
        letters = all.count();
        redriven = all.redrivenCount();
        lettersByReason = all.byReason();
        lettersTold += told;
    }

    void addNotes(List<String> more) {
        notes.addAll(more);
    }

    LedgerReport report() {
        if (inShadow > 0) {
            notes.add(inShadow + " preferences were taught in shadow: the lineage of checkpoint " + head
                    + " has learned them, and no server offers it");
        }
        long unaccounted = total(Fate.UNACCOUNTED);
        long endedTwice = total(Fate.ENDED_TWICE);
        return new LedgerReport(
                unaccounted == 0 && endedTwice == 0,
                accepted,
                total(Fate.TAUGHT),
                total(Fate.HELD_BACK),
                total(Fate.DISPOSED),
                total(Fate.DEAD_LETTERED),
                total(Fate.IN_FLIGHT),
                unaccounted,
                endedTwice,
                duplicates,
                reused,
                Math.max(0, letters - lettersTold),
                redriven,
                byOutcome,
                byKind,
                ReasonKind.most(byReason),
                lettersByReason,
                ages,
                imbalances,
                List.copyOf(notes));
    }

    private long total(Fate fate) {
        return totals.getOrDefault(fate, 0L);
    }
}
