package dev.backchannel.standalone.audit;

import dev.backchannel.streams.ledger.LedgerReport;
import dev.backchannel.streams.ledger.LedgerReport.Imbalance;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.OperatorChannel;
import dev.backchannel.topics.Topics;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells operators how the ledger stands: a heartbeat with the last balance, and an alert. Best effort. */
final class AuditReports implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AuditReports.class);
    private static final String COMPONENT = "ledger";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Of the signals, an alert names so many. */
    private static final int NAMED = 5;

    private final OperatorChannel channel;

    AuditReports(Topics topics, String bootstrapServers, Clock clock) {
        this.channel = new OperatorChannel(
                topics,
                KafkaAccess.to(bootstrapServers),
                COMPONENT,
                topics.settings().policy(),
                PATIENCE,
                clock);
    }

    void beat(LedgerReport last) {
        channel.send(channel.status(last.balanced() ? "balanced" : "unbalanced")
                .setFigures(Map.of(
                        "accepted", (double) last.accepted(),
                        "in.flight", (double) last.inFlight(),
                        "unaccounted", (double) last.unaccounted(),
                        "ended.twice", (double) last.endedTwice()))
                .build());
    }

    /** @param confirmed some of what is wrong, at least one */
    void outOfBalance(LedgerReport report, List<Imbalance> confirmed) {
        String named = confirmed.stream()
                .limit(NAMED)
                .map(each -> each.id() + " (" + each.kind() + "): " + each.where())
                .collect(Collectors.joining("; "));
        String notes = report.notes().isEmpty() ? "" : "; note: " + String.join("; ", report.notes());
        alert(
                "ledger_unbalanced",
                report.unaccounted() + " of " + report.accepted() + " signals are in no place where they could be, and "
                        + report.endedTwice() + " ended twice: " + named + notes,
                Map.of(
                        "unaccounted", Long.toString(report.unaccounted()),
                        "ended_twice", Long.toString(report.endedTwice()),
                        "accepted", Long.toString(report.accepted()),
                        "in_flight", Long.toString(report.inFlight())));
    }

    private void alert(String name, String message, Map<String, String> details) {
        log.warn("{}: {}", name, message);
        channel.send(channel.alert(name, COMPONENT, message, details).build());
    }

    @Override
    public void close() {
        channel.close();
    }
}
