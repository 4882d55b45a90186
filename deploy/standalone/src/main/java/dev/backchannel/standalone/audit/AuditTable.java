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
        row("redriven", report.redriven());
        section("by outcome", report.byOutcome());
        inFlight(report);
        section("disposed of, by reason", report.dispositionsByReason());
        section("dead letters, by reason", report.deadLettersByReason());
        report.byKind().forEach((kind, outcomes) -> section(kind, outcomes));
        for (LedgerReport.Imbalance imbalance : report.imbalances()) {
            out.printf("%s %s: %s: %s%n", imbalance.figure(), imbalance.kind(), imbalance.id(), imbalance.where());
        }
        report.notes().forEach(out::println);
        out.println(report.balanced() ? "The ledger balances." : "The ledger does NOT balance.");
    }

    private void inFlight(LedgerReport report) {
        if (report.inFlight() > 0) {
            section("in flight, by age", report.inFlightAges().byAge());
            out.printf("  the oldest for %.1f s%n", report.inFlightAges().oldestMillis() / 1e3);
        }
    }

    private void section(String title, Map<String, Long> counts) {
        if (counts.isEmpty()) {
            return;
        }
        out.println(title);
        counts.forEach((name, count) -> row("  " + name, count));
    }

    private void row(String name, long count) {
        out.printf("%-44s %10d%n", name, count);
    }
}
