package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.audit.AuditJson;
import dev.backchannel.standalone.audit.AuditSource;
import dev.backchannel.standalone.audit.AuditTable;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.source.Caller;
import dev.backchannel.standalone.system.StandaloneOptions;
import dev.backchannel.streams.ledger.LedgerReport;
import dev.backchannel.topics.TopicSettings;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code audit}: the ledger of every signal. */
@Command(
        name = "audit",
        description = "Account for every signal that was accepted; exits 0 only if the ledger balances.")
public final class AuditCommand implements Callable<Integer> {
    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Mixin
    SourceOptions where = new SourceOptions();

    @Option(
            names = "--settle",
            paramLabel = "SECONDS",
            defaultValue = "0",
            description = "Wait up to so many seconds until nothing is in flight.")
    int settle;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    boolean json;

    @Override
    public Integer call() {
        Settings settings = config.load(Map.of());
        TopicSettings topics = StandaloneOptions.topics(settings);
        LedgerReport report = where.choose(
                        servers -> AuditSource.topics(servers, topics),
                        url -> AuditSource.server(Caller.of(settings), url))
                .read(Duration.ofSeconds(settle), AuditCommand::showProgress);
        if (json) {
            System.out.println(AuditJson.of(report));
        } else {
            new AuditTable(System.out).print(report);
        }
        return report.balanced() ? 0 : 1;
    }

    private static void showProgress(LedgerReport report) {
        System.err.println(report.inFlight() + " in flight …");
    }
}
