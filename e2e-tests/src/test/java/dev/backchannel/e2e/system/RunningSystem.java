package dev.backchannel.e2e.system;

import static org.awaitility.Awaitility.await;

import dev.backchannel.standalone.config.Knobs;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.config.SettingsLoader;
import dev.backchannel.standalone.system.Standalone;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The whole system inside this process, with its own broker: what {@code up} runs. */
public final class RunningSystem implements AutoCloseable {
    private final Standalone standalone;

    private RunningSystem(Standalone standalone) {
        this.standalone = standalone;
    }

    /** Returns once it is ready. */
    public static RunningSystem start(Path data) {
        return start(data, Map.of());
    }

    /** @param more settings */
    public static RunningSystem start(Path data, Map<String, String> more) {
        Map<String, String> all = new HashMap<>(more);
        all.put("data", data.toString());
        RunningSystem system = new RunningSystem(Standalone.start(settings(all)));
        await().atMost(Duration.ofSeconds(90)).until(system.standalone::ready);
        return system;
    }

    /** Settings on free ports. */
    public static Settings settings(Map<String, String> more) {
        Map<String, String> flags = new HashMap<>(Map.of("port", "0", "kafka.port", "0", "threads", "1"));
        flags.putAll(more);
        return new SettingsLoader(Knobs.reference(), Map.of()).load(Optional.empty(), flags);
    }

    public Standalone standalone() {
        return standalone;
    }

    public Api api() {
        return new Api(standalone.url());
    }

    public Topics topics() {
        return standalone.topics();
    }

    public String bootstrapServers() {
        return standalone.bootstrapServers();
    }

    @Override
    public void close() {
        standalone.close();
    }
}
