package dev.backchannel.standalone.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.standalone.UserError;
import java.net.URI;
import java.time.Duration;

/** A server that runs the whole system, and knows where its topics are. */
public final class RunningServer {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private RunningServer() {}

    /** @throws UserError when there is none, or it does not say */
    public static String bootstrapServers(Caller caller, URI url) {
        URI status = url.resolve("/v1/status");
        String body = ServerAnswer.get(caller, status, PATIENCE).okBody();
        try {
            JsonNode servers = new ObjectMapper().readTree(body).path("bootstrapServers");
            if (servers.isTextual()) {
                return servers.textValue();
            }
        } catch (JsonProcessingException e) {
            throw UserError.failure(status + " answered no JSON: " + body, e);
        }
        throw UserError.failure(status + " names no bootstrapServers; say where its Kafka is with --bootstrap-servers");
    }
}
