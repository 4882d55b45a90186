package dev.backchannel.kafka.cluster;

import dev.backchannel.kafka.BrokerSettings;
import dev.backchannel.kafka.FreePorts;
import dev.backchannel.kafka.process.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** A broker, which may be dead. Its folder stays. */
public final class BrokerProcess implements AutoCloseable {
    private static final List<String> SMALL = List.of(
            "-Xmx320m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dlogback.configurationFile=broker-logback.xml");

    private static final Pattern GREETING = Pattern.compile("broker (\\d+) is up");
    private static final Duration START = Duration.ofSeconds(90);

    private final int node;
    private final String clusterId;
    private final Path folder;
    private final String address;
    private boolean killed;
    private @Nullable ChildJvm process;

    private BrokerProcess(int node, String clusterId, Path folder, String address) {
        this.address = address;
        this.node = node;
        this.clusterId = clusterId;
        this.folder = folder;
    }

    /** A cluster of its own, not started yet, at one address over all its lives. */
    public static BrokerProcess alone(Path folder) {
        List<Integer> ports = FreePorts.some(2);
        String voter = "1@localhost:" + ports.get(1);
        return of(
                1,
                Uuid.randomUuid().toString(),
                folder,
                BrokerSettings.of(1, folder.resolve("log"), ports.get(0), ports.get(1), voter, 1));
    }

    /** Not started yet. */
    static BrokerProcess of(int node, String clusterId, Path folder, Map<String, String> config) {
        String listener = Objects.requireNonNull(
                config.get("advertised.listeners"), () -> "broker " + node + " has no advertised.listeners");
        BrokerProcess broker = new BrokerProcess(node, clusterId, folder, listener.replaceFirst("^\\w+://", ""));
        Properties properties = new Properties();
        properties.putAll(config);
        try {
            Files.createDirectories(folder);
            try (Writer writer = Files.newBufferedWriter(broker.settings())) {
                properties.store(writer, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return broker;
    }

    /**
     * Returns at once.
     *
     * @param fenced see {@link BrokerMain}
     */
    void start(int fenced) {
        process = ChildJvm.start(
                "broker " + node,
                SMALL,
                List.of(BrokerMain.class.getName(), settings().toString(), clusterId, Integer.toString(fenced)),
                folder.resolve("output.log"));
    }

    /** Of one that is {@link #alone}; returns at once. */
    public void start() {
        start(killed ? 1 : 0);
        killed = false;
    }

    /** Returns once it takes connections. */
    public void awaitReady() {
        var unused = started().awaitGreeting(GREETING, START);
    }

    /** As in the cluster's metadata; from 1. */
    public int node() {
        return node;
    }

    /** HOST:PORT. */
    public String address() {
        return address;
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** SIGKILL. */
    public void kill() {
        killed = true;
        started().kill();
    }

    /** SIGTERM: it hands its partitions over first. */
    public void stop() {
        started().stop();
    }

    public void pause() {
        started().pause();
    }

    public void resume() {
        started().resume();
    }

    public String output() {
        return started().output();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }

    private Path settings() {
        return folder.resolve("broker.properties");
    }

    private ChildJvm started() {
        return Objects.requireNonNull(process, () -> "broker " + node + " was not started");
    }
}
