package dev.backchannel.standalone.demo.screen;

import java.io.PrintStream;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Writes a line every few seconds. */
final class LineScreen implements Screen {
    private static final long EVERY = Duration.ofSeconds(5).toNanos();

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private long next;

    LineScreen(PrintStream out, LongSupplier nanoTime) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.next = nanoTime.getAsLong();
    }

    @Override
    public void say(String line) {
        out.println(line);
    }

    @Override
    public void show(Progress progress) {
        if (nanoTime.getAsLong() >= next) {
            out.println(progress.oneLine());
            next = nanoTime.getAsLong() + EVERY;
        }
    }

    @Override
    public void done() {}
}
