package dev.backchannel.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.standalone.Main;
import dev.backchannel.standalone.cli.CommandLines;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** A benchmark's command line, in this process. */
public final class BenchRun {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** The few recorded conversations that we wrote ourselves. */
    public static Path sample() {
        try {
            return Path.of(BenchRun.class.getResource("/recorded").toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    public int exit(String... arguments) {
        return CommandLines.of(new Main())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    /** The figures of a run that succeeds. */
    public JsonNode figures(String... arguments) throws IOException {
        assertThat(exit(arguments)).as(err::toString).isZero();
        List<String> lines = out().lines().toList();
        return new ObjectMapper().readTree(lines.get(lines.size() - 1));
    }

    public String out() {
        return out.toString();
    }

    public String err() {
        return err.toString();
    }
}
