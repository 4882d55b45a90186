package dev.backchannel.e2e.fault.run;

import dev.backchannel.standalone.chaos.Findings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Sums over runs, as a table for docs/faults.md. Thread-safe. */
final class Tables {
    private final SortedMap<String, Integer> faults = new TreeMap<>();
    private final SortedMap<String, Long> figures = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private int runs;

    synchronized void add(long seed, List<String> done, Findings findings, long nanos) {
        runs++;
        done.forEach(fault -> faults.merge(fault, 1, Integer::sum));
        sum("events acknowledged", findings.acknowledged());
        sum("of them lost", findings.lost().size());
        sum("signals accepted", findings.ledger().accepted());
        sum("signals taught", findings.ledger().taught());
        sum("signals held back", findings.ledger().heldBack());
        sum("signals disposed of", findings.ledger().disposed());
        sum("signals dead-lettered", findings.ledger().deadLettered());
        sum("signals in flight at the end", findings.ledger().inFlight());
        sum("signals unaccounted for", findings.ledger().unaccounted());
        sum("signals ended twice", findings.ledger().endedTwice());
        sum("preferences taught twice", findings.taughtTwice().size());
        sum("preferences written twice", findings.writtenTwice().size());
        sum("forks of the lineage", findings.forks().size());
        sum("steps committed", findings.steps());
        sum("seconds, all runs together", TimeUnit.NANOSECONDS.toSeconds(nanos));
        List<String> broken = findings.broken();
        if (!broken.isEmpty()) {
            failures.add("seed " + seed + " " + done + ": " + broken);
        }
        if (findings.ledger().taught() == 0) {
            failures.add("seed " + seed + " taught nothing, so it proves nothing: " + findings.ledger());
        }
    }

    synchronized void failed(long seed, List<String> done, Throwable why) {
        runs++;
        failures.add("seed " + seed + " " + done + ": " + why);
    }

    /** One line a failing run, with the seed that repeats it. */
    synchronized List<String> failures() {
        return List.copyOf(failures);
    }

    private void sum(String figure, long value) {
        figures.merge(figure, value, Long::sum);
    }

    synchronized void write(Path file) throws IOException {
        StringBuilder text = new StringBuilder("| over " + runs + " runs | |\n|---|---:|\n");
        text.append("| runs that broke a promise | ").append(failures.size()).append(" |\n");
        figures.forEach((name, value) ->
                text.append("| ").append(name).append(" | ").append(value).append(" |\n"));
        faults.forEach((name, value) ->
                text.append("| ").append(name).append(" | ").append(value).append(" |\n"));
        failures.forEach(failure -> text.append("\n").append(failure).append("\n"));
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
    }

    @Override
    public synchronized String toString() {
        return runs + " runs, " + figures;
    }
}
