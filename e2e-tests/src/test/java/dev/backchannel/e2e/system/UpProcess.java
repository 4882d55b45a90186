package dev.backchannel.e2e.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The whole system in a JVM of its own, so that it can be killed. */
public final class UpProcess implements AutoCloseable {
    private static final Pattern GREETING = Pattern.compile("is up:.* at (http://[^ ,;]+)");

    private final GreetedProcess process;
    private final Path data;

    private UpProcess(GreetedProcess process, Path data) {
        this.process = process;
        this.data = data;
    }

    /** Returns once the system says that it is up. */
    public static UpProcess start(Path data, String... more) {
        List<String> arguments = new ArrayList<>(List.of("up", "--port", "0", "--data", data.toString()));
        arguments.addAll(List.of(more));
        ProcessBuilder command = Cli.builder(arguments.toArray(String[]::new));
        UpProcess up = new UpProcess(GreetedProcess.start("`up`", command, GREETING), data);
        up.url();
        return up;
    }

    public URI url() {
        return URI.create(process.greeting());
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

    /** What it printed so far, of both streams. */
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
        if (process.isAlive()) {
            process.kill();
        }
    }
}
