package dev.backchannel.standalone.replay;

import java.io.PrintStream;
import java.util.function.LongSupplier;

/** Tells on stderr how far the replay is: one line that is rewritten on a terminal, a line every few seconds elsewhere. */
public final class Progress {
    private static final long TERMINAL_NANOS = 200_000_000L;
    private static final long FILE_NANOS = 5_000_000_000L;

    private final PrintStream out;
    private final boolean terminal;
    private final LongSupplier nanoTime;
    private long last = Long.MIN_VALUE;
    private int width;

    /** @param terminal whether a line can be rewritten */
    public Progress(PrintStream out, boolean terminal, LongSupplier nanoTime) {
        this.out = out;
        this.terminal = terminal;
        this.nanoTime = nanoTime;
    }

    void sent(ReplayReport report) {
        line(report.records() + " records, " + report.accepted() + " events accepted, " + report.rejected()
                + " rejected");
    }

    void note(String text) {
        line(text);
    }

    void done() {
        if (terminal && width > 0) {
            out.print("\r" + " ".repeat(width) + "\r");
            out.flush();
        }
    }

    private void line(String text) {
        long now = nanoTime.getAsLong();
        if (last != Long.MIN_VALUE && now - last < (terminal ? TERMINAL_NANOS : FILE_NANOS)) {
            return;
        }
        last = now;
        if (terminal) {
            out.print("\r" + text + " ".repeat(Math.max(0, width - text.length())));
            width = text.length();
        } else {
            out.println(text);
        }
        out.flush();
    }
}
