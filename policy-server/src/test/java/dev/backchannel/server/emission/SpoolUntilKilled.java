package dev.backchannel.server.emission;

import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.Map;

/** A process that spools turns without a broker, says each that is written, and waits to be killed. */
final class SpoolUntilKilled {
    private SpoolUntilKilled() {}

    /** @param arguments the spool's folder */
    public static void main(String[] arguments) {
        TurnSpool spool = new TurnSpool(
                        Path.of(arguments[0]),
                        new SpoolConfig(64 << 20, 4096, false),
                        new Topics(TopicSettings.singleBroker()).interactions,
                        Map.of("bootstrap.servers", "localhost:1"),
                        () -> {},
                        new SimpleMeterRegistry())
                .start();
        for (int i = 0; ; i++) {
            String id = "turn-" + i;
            if (spool.append(TurnSpoolTest.event(id)).join()) {
                System.out.println(id);
            }
        }
    }
}
