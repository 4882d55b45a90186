package dev.backchannel.standalone.source;

import dev.backchannel.standalone.UserError;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** What a running server answers to a GET. */
public record ServerAnswer(URI uri, int status, String body) {
    /** @throws UserError when no answer comes */
    public static ServerAnswer get(Caller caller, URI uri, Duration patience) {
        try {
            HttpRequest request = caller.request(uri).timeout(patience).build();
            HttpResponse<String> response = caller.http().send(request, HttpResponse.BodyHandlers.ofString());
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
        if (status == 401 || status == 403) {
            throw UserError.failure(uri + " answered " + status + ": " + body
                    + "; name a key of the right scope and tenant by caller.key-file or BACKCHANNEL_CALLER_KEY");
        }
        if (status != 200) {
            throw UserError.failure(uri + " answered " + status + ": " + body);
        }
        return body;
    }
}
