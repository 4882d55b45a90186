package dev.backchannel.e2e.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.standalone.Main;
import dev.backchannel.standalone.cli.CommandLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The command line in this process, which is quicker than {@link Cli}; one at a time, since it takes System.out for itself. */
public final class Typed {
    private Typed() {}

    /** What a command left behind, both streams in one. */
    public record Ran(int exit, String out) {
        /** The last line. */
        public JsonNode json() throws IOException {
            List<String> lines = out.lines().toList();
            return new ObjectMapper().readTree(lines.get(lines.size() - 1));
        }
    }

    public static Ran run(String... words) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        PrintStream errors = System.err;
        try (PrintStream captured = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(captured);
            System.setErr(captured);
            int exit = CommandLines.of(new Main()).execute(words);
            return new Ran(exit, bytes.toString(StandardCharsets.UTF_8));
        } finally {
            System.setOut(before);
            System.setErr(errors);
        }
    }
}
