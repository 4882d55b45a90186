package dev.backchannel.standalone.demo.screen;

import dev.backchannel.standalone.Terminal;
import java.io.PrintStream;

/** Where the demo shows itself. */
public interface Screen {
    /** A line that stays. */
    void say(String line);

    /** How it stands; may replace what was shown before. */
    void show(Progress progress);

    /** Nothing more to show: what was shown last stays. */
    void done();

    /** A block that is redrawn on a terminal, a line every few seconds elsewhere. */
    static Screen on(PrintStream out) {
        return !Terminal.isThere() || System.getenv("TERM") == null
                ? new LineScreen(out, System::nanoTime)
                : new TerminalScreen(out);
    }
}
