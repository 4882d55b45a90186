package dev.backchannel.standalone.audit;

import dev.backchannel.streams.ledger.LedgerReport;
import java.io.PrintStream;
import java.util.Map;

/** The ledger for people. */
public final class AuditTable {
    private final PrintStream out;

    public AuditTable(PrintStream out) {
        this.out = out;
    }

    public void print(LedgerReport report) {
        row("accepted", report.accepted());
        row("  taught", report.taught());
        row("  held back", report.heldBack());
        row("  disposed", report.disposed());
        row("  dead-lettered", report.deadLettered());
        row("  in flight", report.inFlight());
        row("  unaccounted", report.unaccounted());
        row("  ended twice", report.endedTwice());
        row("duplicates", report.duplicates());
        row("reused", report.reused());
        row("other dead letters", report.otherDeadLetters());
        section("by outcome", report.byOutcome());
        report.byKind().forEach((kind, outcomes) -> section(kind, outcomes));
        for (LedgerReport.Imbalance imbalance : report.imbalances()) {
            out.printf("%s %s: %s: %s%n", imbalance.figure(), imbalance.kind(), imbalance.id(), imbalance.where());
        }
        report.notes().forEach(out::println);
        out.println(report.balanced() ? "The ledger balances." : "The ledger does NOT balance.");
    }

    private void section(String title, Map<String, Long> counts) {
        out.println(title);
        counts.forEach((name, count) -> row("  " + name, count));
    }

    private void row(String name, long count) {
        out.printf("%-28s %10d%n", name, count);
    }
}
