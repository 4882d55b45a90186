package dev.backchannel.topics.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Requests to a registry, repeated a little while it is away. Connects on the first one only. Thread-safe. */
final class RegistryApi {
    private static final String JSON = "application/vnd.schemaregistry.v1+json";
    private static final long[] PAUSES_MS = {200, 1_000};
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final RegistrySettings settings;
    private volatile @Nullable HttpClient client;

    RegistryApi(RegistrySettings settings) {
        this.settings = settings;
    }

    /** @param body {@link MissingNode} if it was no JSON */
    record Answer(int status, JsonNode body) {
        boolean ok() {
            return status / 100 == 2;
        }

        /** The registry's own words. */
        String message() {
            return status + " " + body.path("error_code").asText("") + " "
                    + body.path("message").asText("");
        }
    }

    /**
     * @param path below the base
     * @param bodyOrNull of the request; null: none
     * @throws RegistryAwayException if it did not answer, or only that it cannot now
     */
    Answer ask(String method, String path, @Nullable JsonNode bodyOrNull) {
        HttpRequest request = request(method, path, bodyOrNull);
        for (int attempt = 0; ; attempt++) {
            try {
                HttpResponse<String> response =
                        client().send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
                int status = response.statusCode();
                if (status < SERVER_ERROR && status != TOO_MANY_REQUESTS) {
                    return new Answer(status, json(response.body()));
                }
                if (attempt == PAUSES_MS.length) {
                    throw new RegistryAwayException("the schema registry at " + settings.url() + " cannot answer "
                            + path + " now: " + new Answer(status, json(response.body())).message());
                }
            } catch (IOException e) {
                if (attempt == PAUSES_MS.length) {
                    throw new RegistryAwayException(
                            "the schema registry at " + settings.url() + " does not answer: " + e, e);
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
            pause(PAUSES_MS[attempt]);
        }
    }

    private HttpRequest request(String method, String path, @Nullable JsonNode bodyOrNull) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(settings.url() + path))
                .timeout(settings.timeout())
                .header("Accept", JSON + ", application/json")
                .method(
                        method,
                        bodyOrNull == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(bodyOrNull.toString()));
        if (bodyOrNull != null) {
            request.header("Content-Type", JSON);
        }
        if (!settings.user().isEmpty()) {
            byte[] user = (settings.user() + ":" + settings.password()).getBytes(StandardCharsets.UTF_8);
            request.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(user));
        }
        return request.build();
    }

    private synchronized HttpClient client() {
        if (client == null) {
            client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(settings.timeout())
                    .build();
        }
        return client;
    }

    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    private static void pause(long ms) {
        try {
            TimeUnit.MILLISECONDS.sleep(ms);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static RegistryAwayException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new RegistryAwayException("interrupted while asking the schema registry", e);
    }
}
