package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.source.RunningFolder;
import dev.backchannel.standalone.system.StandaloneOptions;
import dev.backchannel.topics.Topics;
import java.util.Map;
import java.util.function.BiFunction;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands of {@code ops} take that only read. */
final class OpsReadOptions {
    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Mixin
    LogOptions log = new LogOptions();

    @Option(names = "--json", description = "Print JSON: one object, or one in each line.")
    boolean json;

    /** @param what made of topics and the cluster's address */
    <T> T read(BiFunction<Topics, String, T> what) {
        Settings settings = config.load(Map.of());
        return what.apply(
                new Topics(StandaloneOptions.topics(settings)),
                log.bootstrapServers(config).orElseGet(() -> RunningFolder.bootstrapServers(settings.path("data"))));
    }
}
