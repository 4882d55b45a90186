package dev.backchannel.server.api;

import dev.backchannel.server.generation.GenerationResult;
import dev.backchannel.server.generation.Outcome;
import io.vertx.core.http.HttpServerResponse;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What every response of one chat request says about itself.
 *
 * @param turnId the completion's id
 * @param model as the request named it
 * @param arm empty where the request named its policy itself
 * @param profileVersion of the user's profile that was asked; empty where none was
 * @param created seconds since the epoch
 * @param promptTokens of the prompt as the model read it
 * @param feedbackToken to send signals on this turn with; empty where none are configured
 */
record ChatHead(
        String turnId,
        String model,
        String conversationId,
        Optional<String> arm,
        Optional<String> profileVersion,
        long created,
        int promptTokens,
        Optional<String> feedbackToken) {

    void headers(HttpServerResponse response, @Nullable String checkpoint) {
        response.putHeader("x-backchannel-checkpoint", checkpoint)
                .putHeader("x-backchannel-conversation", HeaderText.of(conversationId));
        profileVersion.ifPresent(version -> response.putHeader("x-backchannel-profile", version));
        arm.ifPresent(name -> response.putHeader("x-backchannel-arm", name));
        feedbackToken.ifPresent(token -> response.putHeader("x-backchannel-feedback-token", token));
    }

    ChatHead with(Optional<String> token) {
        return new ChatHead(turnId, model, conversationId, arm, profileVersion, created, promptTokens, token);
    }

    /** The error that a result other than COMPLETE is answered with. */
    ApiException error(GenerationResult result) {
        return result.outcome() == Outcome.NOT_LOADED
                ? ApiException.modelNotFound(model)
                : switch (result.outcome()) {
                    case QUEUE_TIMEOUT ->
                        ApiException.unavailable("overloaded", "The server is busy: " + result.error() + ".");
                    case TIMEOUT ->
                        ApiException.unavailable("timeout", "The answer was broken off: " + result.error() + ".");
                    case UNAVAILABLE ->
                        ApiException.unavailable("no_upstream", "Nobody can answer now: " + result.error() + ".");
                    case UPSTREAM_FAILED ->
                        ApiException.badGateway("The answer failed behind this server: " + result.error() + ".");
                    default ->
                        ApiException.unavailable("generation_failed", "The answer failed: " + result.error() + ".");
                };
    }
}
