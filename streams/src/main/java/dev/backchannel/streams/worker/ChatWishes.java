package dev.backchannel.streams.worker;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * By a chat model of any OpenAI-compatible server. It gets half of the time there is; where it fails, or answers in another
 * form than it was asked for, the rules speak, and the result says why.
 */
final class ChatWishes implements WishSource {
    private static final int MOST_TOKENS = 300;
    private static final int LONGEST_REASON = 200;

    private final PatientHttp http;
    private final String model;
    private final WishSource rules;
    private final Clock clock;

    ChatWishes(PatientHttp http, String model, WishSource rules, Clock clock) {
        this.http = http;
        this.model = model;
        this.rules = rules;
        this.clock = clock;
    }

    @Override
    public Future<Inferred> infer(String context, String original, String edited, Instant deadline) {
        Instant now = clock.instant();
        Instant half = now.plus(Duration.between(now, deadline).dividedBy(2));
        JsonObject body = new JsonObject()
                .put("model", model)
                .put("messages", WishDialogue.ask(context, original, edited))
                .put("temperature", 0)
                .put("max_tokens", MOST_TOKENS);
        return http.send(HttpMethod.POST, "/v1/chat/completions", body, half)
                .map(response -> new Inferred(WishDialogue.read(content(PatientHttp.body(response))), model))
                .recover(e -> rules.infer(context, original, edited, deadline)
                        .map(said ->
                                new Inferred(said.wishes(), RuleWishes.NAME + ", since " + model + ": " + why(e))));
    }

    @Override
    public void close() {
        http.close();
    }

    private static String content(JsonObject response) {
        try {
            return response.getJsonArray("choices")
                    .getJsonObject(0)
                    .getJsonObject("message")
                    .getString("content");
        } catch (RuntimeException e) {
            throw new RequestFailure("the model's server answered in no form of a chat completion", false);
        }
    }

    private static String why(Throwable failure) {
        String text = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        return text.substring(0, Math.min(LONGEST_REASON, text.length()));
    }
}
