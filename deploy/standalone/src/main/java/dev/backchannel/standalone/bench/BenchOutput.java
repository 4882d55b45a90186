package dev.backchannel.standalone.bench;

import java.io.PrintWriter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How a benchmark tells what it found: progress on stderr, the figures on stdout. */
public final class BenchOutput {
    @Spec(Spec.Target.MIXEE)
    CommandSpec command;

    @Option(names = "--json", description = "Print the figures as one JSON object on the last line of stdout.")
    boolean json;

    public void progress(String line) {
        PrintWriter err = command.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    /** Figures that read better as a table of their own, before the result. */
    public void table(String text) {
        PrintWriter out = command.commandLine().getOut();
        out.print(text);
        out.flush();
    }

    public void print(BenchResult result) {
        print(result.table(), result);
    }

    /** @param table for people, in place of a line for each figure */
    public void print(String table, BenchResult result) {
        PrintWriter out = command.commandLine().getOut();
        out.print(table);
        if (json) {
            out.println(result.json());
        }
        out.flush();
    }
}
