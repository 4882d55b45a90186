package dev.backchannel.kafka.process;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A Java process of ours. It ends with this process, however that ends. */
public final class ChildJvm implements AutoCloseable {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();
    private static final Duration LONGEST_STOP = Duration.ofSeconds(60);
    private static final int LOOK_MS = 50;

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "end-children"));
    }

    private final String name;
    private final Process process;
    private final Path output;
    private final long before;

    private ChildJvm(String name, Process process, Path output, long before) {
        this.name = name;
        this.process = process;
        this.output = output;
        this.before = before;
    }

    /**
     * On this process's own class path.
     *
     * @param name for messages
     * @param options of the JVM
     * @param mainClass with its arguments
     * @param output takes what it prints, on both streams, after what stands there
     */
    public static ChildJvm start(String name, List<String> options, List<String> mainClass, Path output) {
        return start(name, ownClassPath(), options, mainClass, output);
    }

    /** What this process runs. */
    public static String ownClassPath() {
        // Surefire keeps the real class path there; its own holds one jar.
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    /** @param classPath of another release, say; which need not have {@link ChildMain} */
    @SuppressWarnings("FutureReturnValueIgnored") // what follows an end is told to nobody
    public static ChildJvm start(
            String name, String classPath, List<String> options, List<String> mainClass, Path output) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", withChildMain(classPath), ChildMain.class.getName()));
        command.addAll(mainClass);
        try {
            Files.createDirectories(output.toAbsolutePath().getParent());
            long before = Files.exists(output) ? Files.size(output) : 0;
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
            RUNNING.add(process);
            process.onExit().thenRun(() -> RUNNING.remove(process));
            return new ChildJvm(name, process, output, before);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be started", e);
        }
    }

    /** Its own classes go first. */
    private static String withChildMain(String classPath) {
        if (classPath.equals(ownClassPath())) {
            return classPath;
        }
        try {
            Path ours = Path.of(ChildMain.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return classPath + File.pathSeparator + ours;
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of our own classes is no path", e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /** What stands in the file that it prints to, former lives included. */
    public String output() {
        return new String(printed(), StandardCharsets.UTF_8);
    }

    private byte[] printed() {
        try {
            return Files.readAllBytes(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Waits until it prints that it is up.
     *
     * @param greeting what it prints then; group 1 is returned
     * @throws IllegalStateException if it ends before, or takes too long; says what it printed and what it does
     */
    public String awaitGreeting(Pattern greeting, Duration longest) {
        long deadline = System.nanoTime() + longest.toNanos();
        while (true) {
            boolean ended = !isAlive();
            byte[] all = printed();
            Matcher found =
                    greeting.matcher(new String(all, (int) before, all.length - (int) before, StandardCharsets.UTF_8));
            if (found.find()) {
                return found.group(1);
            }
            if (ended || System.nanoTime() > deadline) {
                String threads = ended ? "" : "\n" + threads();
                kill();
                throw new IllegalStateException(
                        name + (ended ? " ended" : " did not come up") + ": " + output() + threads);
            }
            pause(LOOK_MS);
        }
    }

    /** What it does instead of coming up. */
    private String threads() {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        try {
            Process dump = new ProcessBuilder(jcmd.toString(), Long.toString(pid()), "Thread.print")
                    .redirectErrorStream(true)
                    .start();
            return new String(dump.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "its threads are not known: " + e.getMessage();
        }
    }

    private void pause(long ms) {
        try {
            TimeUnit.MILLISECONDS.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " was starting", e);
        }
    }

    /** SIGKILL: nothing gets to finish anything. Works on a paused one, too. */
    public void kill() {
        process.destroyForcibly();
        await(LONGEST_STOP);
    }

    /** SIGSTOP: it answers nobody and knows nothing of it. */
    public void pause() {
        signal("STOP");
    }

    /** SIGCONT. */
    public void resume() {
        signal("CONT");
    }

    /** SIGTERM, as a service manager sends it; SIGKILL if that takes too long. @return its exit status */
    public int stop() {
        if (isAlive()) {
            signal("TERM"); // Process.destroy would close its input, too, by which it would know that we are gone
        }
        if (!await(LONGEST_STOP)) {
            kill();
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }

    private void signal(String signal) {
        try {
            int status = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid())
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException(name + " (process " + process.pid() + ") takes no SIG" + signal
                        + "; has it ended? It printed: " + output());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private boolean await(Duration longest) {
        try {
            return process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " was ending", e);
        }
    }
}
