package dev.backchannel.e2e.system;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM of ours that says when it is up, so that it can be killed. */
final class GreetedProcess {
    private static final Duration START = Duration.ofSeconds(120);

    private final String what;
    private final Process process;
    private final Pattern greeting;
    private final StringBuffer output = new StringBuffer();
    private final CompletableFuture<String> greeted = new CompletableFuture<>();

    private GreetedProcess(String what, Process process, Pattern greeting) {
        this.what = what;
        this.process = process;
        this.greeting = greeting;
        Thread reader = new Thread(this::read, what + "-output");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Returns at once.
     *
     * @param greeting what it prints once it is up; group 1 is where
     */
    static GreetedProcess start(String what, ProcessBuilder command, Pattern greeting) {
        try {
            return new GreetedProcess(what, command.redirectErrorStream(true).start(), greeting);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it says where it is. */
    String greeting() {
        try {
            return greeted.get(START.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            String threads = threads();
            process.destroyForcibly();
            throw new AssertionError(what + " did not come up: " + output + System.lineSeparator() + threads, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + what + " was starting", e);
        }
    }

    /** What it printed so far, of both streams. */
    String output() {
        return output.toString();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGKILL: nothing gets to finish anything. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    /** SIGTERM, as Ctrl-C or a service manager sends it. */
    int stop() {
        process.destroy();
        return await();
    }

    /** What it does instead of coming up. */
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

    private int await() {
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                throw new AssertionError(what + " did not end within a minute: " + output);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + what + " was ending", e);
        }
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.append(line).append('\n');
                Matcher found = greeting.matcher(line);
                if (found.find()) {
                    greeted.complete(found.group(1));
                }
            }
        } catch (IOException e) {
            output.append(e).append('\n');
        }
        greeted.completeExceptionally(new IllegalStateException("the process ended"));
    }
}
