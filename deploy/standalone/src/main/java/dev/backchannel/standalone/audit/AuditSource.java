package dev.backchannel.standalone.audit;

import dev.backchannel.standalone.UserError;
import dev.backchannel.streams.ledger.Ledger;
import dev.backchannel.streams.ledger.LedgerReport;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
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
        return (patience, progress) -> {
            try {
                return new Ledger(bootstrapServers, new Topics(settings), Ledger.DEDUPLICATION)
                        .settle(patience, progress);
            } catch (RuntimeException e) {
                throw UserError.failure(
                        "the topics at " + bootstrapServers + " cannot be read: " + e.getMessage()
                                + "; is Kafka up, and are --topic-prefix and the address right?",
                        e);
            }
        };
    }

    /** The cluster of a data folder whose process is running. */
    static AuditSource data(Path folder, TopicSettings settings) {
        Path bootstrap = folder.resolve("bootstrap");
        try {
            return topics(Files.readString(bootstrap).strip(), settings);
        } catch (IOException e) {
            throw UserError.failure(
                    bootstrap + " cannot be read, so nothing seems to run on " + folder
                            + "; start it with: backchannel up --data " + folder,
                    e);
        }
    }

    static AuditSource server(URI url) {
        return (patience, progress) -> {
            URI audit = url.resolve("/v1/audit?settle=" + patience.toSeconds());
            HttpRequest request = HttpRequest.newBuilder(audit)
                    .timeout(patience.plusSeconds(60))
                    .build();
            try {
                HttpResponse<String> response =
                        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
                if (response.statusCode() != 200) {
                    throw UserError.failure(audit + " answered " + response.statusCode() + ": " + response.body());
                }
                return AuditJson.parse(response.body());
            } catch (IOException | IllegalArgumentException e) {
                throw UserError.failure(audit + " cannot be read: " + e.getMessage() + "; is the server up?", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw UserError.failure("interrupted while reading " + audit, e);
            }
        };
    }
}
