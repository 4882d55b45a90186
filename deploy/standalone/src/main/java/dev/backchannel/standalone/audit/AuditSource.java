package dev.backchannel.standalone.audit;

import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.source.Caller;
import dev.backchannel.standalone.source.ServerAnswer;
import dev.backchannel.streams.ledger.Ledger;
import dev.backchannel.streams.ledger.LedgerReport;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;

/** Where an audit reads: a server that reads its own topics, or the topics themselves. */
@FunctionalInterface
public interface AuditSource {
    /**
     * @param patience how long to wait until nothing is in flight; zero reads once
     * @param progress hears of each reading that was not settled yet
     */
    LedgerReport read(Duration patience, Consumer<LedgerReport> progress);

    static AuditSource topics(String bootstrapServers, TopicSettings settings) {
        return topics(bootstrapServers, settings, Ledger.DEDUPLICATION);
    }

    /** @param deduplication how long streams remembers an identity there */
    static AuditSource topics(String bootstrapServers, TopicSettings settings, Duration deduplication) {
        return (patience, progress) -> {
            try {
                return new Ledger(bootstrapServers, new Topics(settings), deduplication).settle(patience, progress);
            } catch (RuntimeException e) {
                throw UserError.failure(
                        "the topics at " + bootstrapServers + " cannot be read: " + e.getMessage()
                                + "; is Kafka up, and are --topic-prefix and the address right?",
                        e);
            }
        };
    }

    static AuditSource server(Caller caller, URI url) {
        return (patience, progress) -> {
            URI audit = url.resolve("/v1/audit?settle=" + patience.toSeconds());
            ServerAnswer answer = ServerAnswer.get(caller, audit, patience.plusSeconds(60));
            try {
                return AuditJson.parse(answer.okBody());
            } catch (IllegalArgumentException e) {
                throw UserError.failure(audit + " cannot be read: " + e.getMessage() + "; is the server up?", e);
            }
        };
    }
}
