package dev.backchannel.streams;

import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The role in a process of its own, to be killed. Arguments: bootstrap servers, state folder, file to write when ready. */
final class StreamsProcess {
    private StreamsProcess() {}

    public static void main(String[] args) throws Exception {
        Topics topics = new Topics(new TopicSettings("", TopicSettings.DEFAULT_POLICY, 2, 1));
        StreamsRole role =
                StreamsRole.start(StreamsConfig.fast(), topics, args[0], Path.of(args[1]), new SimpleMeterRegistry());
        while (!role.ready()) {
            Thread.sleep(50);
        }
        Files.writeString(Path.of(args[2]), "ready");
        Thread.currentThread().join();
    }

    static Process start(String bootstrapServers, Path state, Path ready) throws IOException {
        Files.deleteIfExists(ready);
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StreamsProcess.class.getName(),
                        bootstrapServers,
                        state.toString(),
                        ready.toString()))
                .redirectErrorStream(true)
                .redirectOutput(ready.resolveSibling("streams.log").toFile())
                .start();
    }
}
