package dev.backchannel.standalone.demo.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks {@code GET /v1/audit} for the ledger. */
public final class AuditClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http;
    private final URI audit;

    public AuditClient(HttpClient http, URI server) {
        this.http = http;
        this.audit = server.resolve("/v1/audit");
    }

    /** @throws RequestFailedException if there is no account */
    public AuditAnswer audit() throws InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(audit).timeout(TIMEOUT).build();
        try {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode body = JSON.readTree(response.body());
            if (response.statusCode() != 200 || !(body instanceof ObjectNode account)) {
                throw new RequestFailedException(
                        "the ledger answered " + response.statusCode() + ": " + response.body());
            }
            return new AuditAnswer(account);
        } catch (IOException e) {
            throw new RequestFailedException("the ledger could not be read: " + e, e);
        }
    }
}
