package dev.backchannel.e2e.system;

import dev.backchannel.kafka.process.ChildJvm;
import dev.backchannel.standalone.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The whole system in a JVM of its own, so that it can be killed. */
public final class UpProcess implements AutoCloseable {
    private static final Pattern GREETING = Pattern.compile("is up:.* at (http://[^ ,;]+)");
    private static final int LINES = 150;
    private static final Duration START = Duration.ofSeconds(120);

    private final ChildJvm process;
    private final Path data;

    private UpProcess(ChildJvm process, Path data) {
        this.process = process;
        this.data = data;
    }

    /** Returns once the system says that it is up. */
    public static UpProcess start(Path data, String... more) {
        List<String> command =
                new ArrayList<>(List.of(Main.class.getName(), "up", "--port", "0", "--data", data.toString()));
        command.addAll(List.of(more));
        Path output = data.resolveSibling(data.getFileName() + "-output.log");
        UpProcess up = new UpProcess(ChildJvm.start("`up`", Cli.JVM_OPTIONS, command, output), data);
        try {
            up.url();
        } catch (IllegalStateException e) {
            throw new IllegalStateException(e.getMessage() + "\nits log ends so:\n" + endOfLog(data), e);
        }
        return up;
    }

    private static String endOfLog(Path data) {
        Path log = data.resolve("logs").resolve("backchannel.log");
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
        } catch (IOException e) {
            return "cannot be read: " + e;
        }
    }

    public URI url() {
        return URI.create(process.awaitGreeting(GREETING, START));
    }

    public Api api() {
        return new Api(url());
    }

    public String bootstrapServers() {
        try {
            return Files.readString(data.resolve("bootstrap")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it and those before it on this data printed so far, on both streams. */
    public String output() {
        return process.output();
    }

    /** SIGKILL: nothing gets to finish anything. */
    public void kill() {
        process.kill();
    }

    /** SIGTERM, as Ctrl-C or a service manager sends it. */
    public int stop() {
        return process.stop();
    }

    @Override
    public void close() {
        process.close();
    }
}
