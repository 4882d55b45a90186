package dev.backchannel.standalone.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.export.TrlExport;
import dev.backchannel.standalone.source.RunningFolder;
import dev.backchannel.standalone.system.StandaloneOptions;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code export}: what was learned from, for other trainers. */
@Command(
        name = "export",
        description =
                "Write the preferences for another trainer: " + TrlExport.PAIRS + " (prompt, chosen, rejected) and "
                        + TrlExport.LABELS + " (prompt, completion, label), conversational.")
public final class ExportCommand implements Callable<Integer> {
    /** Forms there are. */
    enum Format {
        TRL
    }

    @Option(names = "--format", paramLabel = "trl", required = true, description = "Form of the files: trl.")
    Format format;

    @Option(
            names = "--output",
            paramLabel = "DIR",
            defaultValue = "export",
            description = "Write to this folder (default: ${DEFAULT-VALUE}).")
    Path output;

    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Mixin
    LogOptions log = new LogOptions();

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    boolean json;

    @Override
    public Integer call() {
        Settings settings = config.load(Map.of());
        String servers =
                log.bootstrapServers(config).orElseGet(() -> RunningFolder.bootstrapServers(settings.path("data")));
        TrlExport.Written written =
                new TrlExport(new Topics(StandaloneOptions.topics(settings)), servers).write(output);
        System.out.println(
                json
                        ? new ObjectMapper().valueToTree(written).toString()
                        : written.pairs() + " pairs to " + output.resolve(TrlExport.PAIRS) + ", " + written.labels()
                                + " labels to " + output.resolve(TrlExport.LABELS)
                                + (written.skipped() == 0
                                        ? ""
                                        : ", " + written.skipped() + " without messages left out"));
        return 0;
    }
}
