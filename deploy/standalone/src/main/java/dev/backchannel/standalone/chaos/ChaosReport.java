package dev.backchannel.standalone.chaos;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.standalone.audit.AuditJson;
import dev.backchannel.streams.ledger.LedgerReport;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/**
 * What was done, and what was found afterwards.
 *
 * @param conversations begun
 * @param unanswered questions that no server answered
 */
public record ChaosReport(long seed, Tally tally, int conversations, int unanswered, Findings findings) {

    /** Whether everything that was promised held. */
    public boolean holds() {
        return findings.broken().isEmpty();
    }

    public ObjectNode json() {
        ObjectNode node = new ObjectMapper().createObjectNode();
        node.put("holds", holds()).put("seed", seed).put("faults", tally.all());
        ObjectNode byKind = node.putObject("faultsOf");
        tally.byKind().forEach((kind, acts) -> {
            ObjectNode row = byKind.putObject(kind);
            acts.forEach((act, count) -> row.put(act.name().toLowerCase(Locale.ROOT), count));
        });
        node.put("conversations", conversations).put("unanswered", unanswered);
        node.put("acknowledged", findings.acknowledged())
                .put("lost", findings.lost().size());
        node.setAll(AuditJson.sums(findings.ledger()));
        node.put("taughtTwice", findings.taughtTwice().size())
                .put("writtenTwice", findings.writtenTwice().size())
                .put("forks", findings.forks().size())
                .put("steps", findings.steps());
        return node;
    }

    public void print(PrintStream out) {
        out.println("seed " + seed + ": " + tally.all() + " faults, " + conversations + " conversations");
        out.println();
        out.printf("| %-14s | %7s | %8s | %8s |%n", "process", "SIGKILL", "SIGSTOP", "SIGTERM");
        out.println("|----------------|--------:|---------:|---------:|");
        tally.byKind()
                .forEach((kind, acts) -> out.printf(
                        "| %-14s | %7d | %8d | %8d |%n",
                        kind,
                        acts.getOrDefault(Plan.Act.KILL, 0),
                        acts.getOrDefault(Plan.Act.PAUSE, 0),
                        acts.getOrDefault(Plan.Act.STOP, 0)));
        out.println();
        LedgerReport ledger = findings.ledger();
        row(
                out,
                "acknowledged, of which lost",
                findings.acknowledged() + ", " + findings.lost().size());
        row(
                out,
                "signals = taught + held back + disposed + dead letters + in flight",
                ledger.accepted() + " = " + ledger.taught() + " + " + ledger.heldBack() + " + " + ledger.disposed()
                        + " + " + ledger.deadLettered() + " + " + ledger.inFlight());
        row(out, "unaccounted, ended twice", ledger.unaccounted() + ", " + ledger.endedTwice());
        row(
                out,
                "taught twice, written twice, forks",
                findings.taughtTwice().size() + ", " + findings.writtenTwice().size() + ", "
                        + findings.forks().size());
        row(out, "steps of the served lineage", Integer.toString(findings.steps()));
        row(out, "questions that no server answered", Integer.toString(unanswered));
        out.println();
        List<String> broken = findings.broken();
        broken.forEach(what -> out.println("BROKEN: " + what));
        out.println(broken.isEmpty() ? "all of it holds" : "repeat it with --seed " + seed);
    }

    private static void row(PrintStream out, String what, String figure) {
        out.printf("%-68s %s%n", what, figure);
    }
}
