package dev.backchannel.standalone.demo.screen;

import java.io.PrintStream;
import java.util.List;

/** Redraws one block in place. */
final class TerminalScreen implements Screen {
    private static final String UP = "\u001b[%dA\r";
    private static final String REST_OF_LINE = "\u001b[K";

    private final PrintStream out;
    private int drawn;

    TerminalScreen(PrintStream out) {
        this.out = out;
    }

    @Override
    public void say(String line) {
        drawn = 0;
        out.println(line);
    }

    @Override
    public void show(Progress progress) {
        List<String> block = progress.block();
        StringBuilder frame = new StringBuilder();
        if (drawn > 0) {
            frame.append(UP.formatted(drawn));
        }
        block.forEach(
                line -> frame.append("  ").append(line).append(REST_OF_LINE).append('\n'));
        drawn = block.size();
        out.print(frame);
        out.flush();
    }

    @Override
    public void done() {
        drawn = 0;
    }
}
