package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.operation.EventWatch;
import dev.backchannel.standalone.operation.OperationView;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ops watch}. */
@Command(name = "watch", description = "Print every outcome and alert as it comes, until interrupted.")
public final class OpsWatchCommand implements Callable<Integer> {
    @Mixin
    OpsReadOptions options = new OpsReadOptions();

    @Option(names = "--from-start", description = "Begin with everything on record, not with what comes from now on.")
    boolean fromStart;

    @Option(names = "--seconds", paramLabel = "N", description = "End after so many seconds.")
    @Nullable
    Long seconds;

    @Override
    public Integer call() {
        Duration patience = seconds == null ? Duration.ofDays(36_500) : Duration.ofSeconds(seconds);
        options.read(EventWatch::new)
                .follow(
                        fromStart,
                        patience,
                        event -> System.out.println(
                                options.json ? OperationView.json(event) : OperationView.line(event)));
        return 0;
    }
}
