package dev.backchannel.standalone.chaos;

import dev.backchannel.kafka.FreePorts;
import dev.backchannel.kafka.process.ChildJvm;
import dev.backchannel.standalone.Main;
import dev.backchannel.standalone.system.RoleKind;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One instance of a role in a process of its own. Its address and its folder stay over restarts. */
public final class RoleProcess implements AutoCloseable {
    private static final List<String> OPTIONS = List.of(
            "-Xmx640m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dai.djl.offline=true",
            "-Dai.djl.pytorch.graph_optimizer=false");

    private final RoleKind kind;
    private final String name;
    private final int port;
    private final List<String> arguments;
    private final Path output;
    private final Probe probe;
    private String classPath;
    private @Nullable ChildJvm process;

    private RoleProcess(RoleKind kind, String name, int port, String classPath, List<String> arguments, Path output) {
        this.kind = kind;
        this.classPath = classPath;
        this.name = name;
        this.port = port;
        this.arguments = arguments;
        this.output = output;
        this.probe = new Probe(url());
    }

    /**
     * Not started yet.
     *
     * @param number of the instance among those of its role, from 1
     */
    public static RoleProcess of(RoleKind kind, int number, FleetOptions options) {
        String name = kind.label() + "-" + number;
        int port = FreePorts.one();
        Path folder = options.folder().resolve(name);
        List<String> arguments = new ArrayList<>(List.of(Main.class.getName(), kind.label()));
        arguments.addAll(List.of("--bootstrap-servers", options.bootstrapServers()));
        arguments.addAll(List.of("--port", Integer.toString(port)));
        arguments.addAll(List.of("--data", folder.toString()));
        if (kind == RoleKind.POLICY_SERVER) {
            arguments.addAll(List.of("--set", "policy-server.instance=" + name));
        }
        arguments.addAll(options.arguments());
        arguments.addAll(options.ofRole().getOrDefault(kind, List.of()));
        return new RoleProcess(kind, name, port, options.classPath(), arguments, folder.resolve("output.log"));
    }

    /** Adds what only this instance is started with. */
    void with(List<String> more) {
        arguments.addAll(more);
    }

    public RoleKind kind() {
        return kind;
    }

    /** Such as {@code learner-2}. */
    public String name() {
        return name;
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Becomes another release when it is started next. */
    public void becomes(String otherClassPath) {
        classPath = otherClassPath;
    }

    /** Returns at once. */
    public void start() {
        process = ChildJvm.start(name, classPath, OPTIONS, arguments, output);
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    public boolean isReady() {
        return isAlive() && probe.isReady();
    }

    /** Whether this learner leads, as it says itself. */
    public boolean leads() {
        return isAlive() && probe.meter("backchannel_learner_leading") > 0;
    }

    /** SIGKILL. */
    public void kill() {
        started().kill();
    }

    /** SIGTERM, and waits for its end. */
    public int stop() {
        return started().stop();
    }

    public void pause() {
        started().pause();
    }

    public void resume() {
        started().resume();
    }

    /** What it has printed in all its lives. */
    public String output() {
        return process == null ? "" : started().output();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    private ChildJvm started() {
        return Objects.requireNonNull(process, () -> name + " was not started");
    }
}
