package dev.backchannel.streams.instances;

import static org.awaitility.Awaitility.await;

import dev.backchannel.streams.RunningSystem;
import dev.backchannel.streams.StoreKind;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.StreamsRole;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An instance of the application in a process of its own, with state on disk and a standby for another's. */
final class Instance implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(90);

    private final Process process;
    private final Path ready;

    private Instance(Process process, Path ready) {
        this.process = process;
        this.ready = ready;
    }

    /** Arguments: bootstrap servers, state folder, file to write when ready. */
    public static void main(String[] args) throws Exception {
        Topics topics = new Topics(new TopicSettings("", TopicSettings.DEFAULT_POLICY, 2, 1));
        StreamsConfig config =
                StreamsConfig.fast().withStore(StoreKind.ROCKS_DB).withThreads(1, 1);
        StreamsRole role = StreamsRole.start(config, topics, args[0], Path.of(args[1]), new SimpleMeterRegistry());
        while (!role.ready()) {
            Thread.sleep(50);
        }
        Files.writeString(Path.of(args[2]), "ready");
        Thread.currentThread().join();
    }

    /** @param folder its own, kept over restarts */
    static Instance start(RunningSystem system, Path folder) throws IOException {
        Files.createDirectories(folder);
        Path ready = folder.resolve("ready");
        Files.deleteIfExists(ready);
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Instance.class.getName(),
                        system.bootstrapServers(),
                        folder.resolve("state").toString(),
                        ready.toString()))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        return new Instance(process, ready);
    }

    void awaitReady() {
        await().atMost(START).until(() -> Files.exists(ready));
    }

    /** SIGKILL. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
