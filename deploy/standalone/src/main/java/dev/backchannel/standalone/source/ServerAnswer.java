package dev.backchannel.standalone.source;

import dev.backchannel.standalone.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What a running server answers to a GET. */
public record ServerAnswer(URI uri, int status, String body) {
    /** @throws UserError when no answer comes */
    public static ServerAnswer get(URI uri, Duration patience) {
        try {
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(patience).build();
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            return new ServerAnswer(uri, response.statusCode(), response.body());
        } catch (IOException | IllegalArgumentException e) {
            throw UserError.failure(uri + " cannot be read: " + what(e) + "; is the server up?", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw UserError.failure("interrupted while reading " + uri, e);
        }
    }

    /** A refused connection says nothing but its name. */
    private static String what(Exception e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    /** The body of a 200; another status is an error that names it. */
    public String okBody() {
        if (status != 200) {
            throw UserError.failure(uri + " answered " + status + ": " + body);
        }
        return body;
    }
}
