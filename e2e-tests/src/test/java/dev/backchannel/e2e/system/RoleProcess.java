package dev.backchannel.e2e.system;

import dev.backchannel.standalone.system.RoleKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One role in a JVM of its own, which can be killed and started again. */
public final class RoleProcess implements AutoCloseable {
    private static final Pattern GREETING = Pattern.compile("role is ready at (http://\\S+)\\. ");

    private final RoleKind kind;
    private final List<String> arguments;
    private GreetedProcess process;

    /** @param settings of the process, by key */
    public RoleProcess(RoleKind kind, Map<String, String> settings) {
        this.kind = kind;
        this.arguments = new ArrayList<>(List.of(kind.label()));
        settings.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    }

    /** Returns at once. */
    public void start() {
        process = GreetedProcess.start("the " + kind.label(), Cli.builder(arguments.toArray(String[]::new)), GREETING);
    }

    /** Returns once it can work. */
    public void awaitReady() {
        process.greeting();
    }

    /** SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** What it printed in this life. */
    public String output() {
        return process.output();
    }

    @Override
    public void close() {
        if (process != null && process.isAlive()) {
            process.kill();
        }
    }
}
