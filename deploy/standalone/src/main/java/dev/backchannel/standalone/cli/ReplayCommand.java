package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.Terminal;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.replay.Progress;
import dev.backchannel.standalone.replay.Replay;
import dev.backchannel.standalone.replay.ReplayFormat;
import dev.backchannel.standalone.replay.ReplayOptions;
import dev.backchannel.standalone.replay.ReplayReport;
import dev.backchannel.standalone.source.Caller;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code replay}: recorded conversations through the front door. */
@Command(
        name = "replay",
        description = "Send recorded conversations through POST /v1/events. Their ids derive from the source, so that a"
                + " second replay repeats nothing.")
public final class ReplayCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "Read this file: JSON Lines or one JSON array, plain or gzip.")
    Path file;

    @Option(
            names = "--format",
            paramLabel = "oasst|taskmaster|conture|openai|events",
            description = "Read the file in this form (default: told from its first record).")
    @Nullable
    ReplayFormat format;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://localhost:8080",
            description = "Send to the system at this address (default: ${DEFAULT-VALUE}).")
    URI url;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "600",
            description = "Wait this long for a server that is away or busy, then give up (default: ${DEFAULT-VALUE}).")
    long patience;

    @Option(names = "--json", description = "Print the figures as one JSON object on the last line of stdout.")
    boolean json;

    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Override
    public Integer call() {
        if (url.getScheme() == null || !url.getScheme().startsWith("http") || url.getHost() == null) {
            throw UserError.usage("--url is '" + url + "', but must be like http://localhost:8080");
        }
        ReplayOptions options = new ReplayOptions(
                file, Optional.ofNullable(format), url, Caller.of(config.load(Map.of())), Duration.ofSeconds(patience));
        ReplayReport report = new Replay(options, new Progress(System.err, Terminal.isThere(), System::nanoTime)).run();
        System.err.println(report);
        report.examples().forEach(example -> System.err.println("  " + example));
        if (json) {
            System.out.println(report.toJson());
        }
        if (report.accepted() == 0) {
            throw UserError.failure("nothing of " + file + " could be sent");
        }
        return 0;
    }
}
