package dev.backchannel.standalone.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** Asks a role how it is. No answer is no good news. */
final class Probe {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final HttpClient HTTP = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    private final URI role;

    Probe(URI role) {
        this.role = role;
    }

    boolean isReady() {
        return get("/readyz").isPresent();
    }

    /** Sum over all tags; 0 if there is none. */
    double meter(String name) {
        return get("/metrics").stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private Optional<String> get(String path) {
        HttpRequest request =
                HttpRequest.newBuilder(role.resolve(path)).timeout(PATIENCE).build();
        try {
            HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200 ? Optional.of(response.body()) : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking " + role, e);
        }
    }
}
