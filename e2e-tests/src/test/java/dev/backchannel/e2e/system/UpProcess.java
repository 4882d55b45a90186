package dev.backchannel.e2e.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The whole system in a JVM of its own, so that it can be killed. */
public final class UpProcess implements AutoCloseable {
    private static final Pattern GREETING = Pattern.compile("is up:.* at (http://[^ ,;]+)");
    private static final Duration START = Duration.ofSeconds(120);

    private final Process process;
    private final StringBuffer output = new StringBuffer();
    private final CompletableFuture<URI> url = new CompletableFuture<>();
    private final Path data;

    private UpProcess(Process process, Path data) {
        this.process = process;
        this.data = data;
        Thread reader = new Thread(this::read, "up-output");
        reader.setDaemon(true);
        reader.start();
    }

    /** Returns once the system says that it is up. */
    public static UpProcess start(Path data, String... more) {
        List<String> arguments = new ArrayList<>(List.of("up", "--port", "0", "--data", data.toString()));
        arguments.addAll(List.of(more));
        try {
            Process process = Cli.builder(arguments.toArray(String[]::new))
                    .redirectErrorStream(true)
                    .start();
            UpProcess up = new UpProcess(process, data);
            up.url();
            return up;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public URI url() {
        try {
            return url.get(START.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            String threads = threads();
            process.destroyForcibly();
            throw new AssertionError("`up` did not come up: " + output + System.lineSeparator() + threads, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while `up` was starting", e);
        }
    }

    /** What it does instead. */
    private String threads() {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process dump = new ProcessBuilder(jcmd.toString(), Long.toString(process.pid()), "Thread.print")
                    .redirectErrorStream(true)
                    .start();
            return new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "its threads are not known: " + e.getMessage();
        }
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
        return output.toString();
    }

    /** SIGKILL: nothing gets to finish anything. */
    public void kill() {
        process.destroyForcibly();
        await();
    }

    /** SIGTERM, as Ctrl-C or a service manager sends it. */
    public int stop() {
        process.destroy();
        return await();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }

    private int await() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError("`up` did not end within a minute: " + output);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while `up` was ending", e);
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                Matcher greeting = GREETING.matcher(line);
                if (greeting.find()) {
                    url.complete(URI.create(greeting.group(1)));
                }
            }
        } catch (IOException e) {
            output.append(e).append('\n');
        }
        url.completeExceptionally(new IllegalStateException("the process ended"));
    }
}
