package dev.backchannel.kafka.cluster;

import dev.backchannel.kafka.process.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A broker, which may be dead. Its folder stays. */
public final class BrokerProcess implements AutoCloseable {
    private static final List<String> SMALL = List.of(
            "-Xmx320m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dlogback.configurationFile=broker-logback.xml");

    private final int node;
    private final String clusterId;
    private final Path folder;
    private ChildJvm process;

    private BrokerProcess(int node, String clusterId, Path folder) {
        this.node = node;
        this.clusterId = clusterId;
        this.folder = folder;
    }

    /** Not started yet. */
    static BrokerProcess of(int node, String clusterId, Path folder, Map<String, String> config) {
        BrokerProcess broker = new BrokerProcess(node, clusterId, folder);
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

    /** Returns at once. @param fenced see {@link BrokerMain} */
    void start(int fenced) {
        process = ChildJvm.start(
                "broker " + node,
                SMALL,
                List.of(BrokerMain.class.getName(), settings().toString(), clusterId, Integer.toString(fenced)),
                folder.resolve("output.log"));
    }

    /** As in the cluster's metadata; from 1. */
    public int node() {
        return node;
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** SIGKILL. */
    public void kill() {
        process.kill();
    }

    /** SIGTERM: it hands its partitions over first. */
    public void stop() {
        process.stop();
    }

    public void pause() {
        process.pause();
    }

    public void resume() {
        process.resume();
    }

    public String output() {
        return process.output();
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
}
