package dev.backchannel.streams.worker;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An OpenAI-compatible server in miniature, over real HTTP: it echoes prompts with a log-probability for each word, minus
 * the word's length, and one more word that it made up.
 */
final class CompletionsServer implements AutoCloseable {
    private static final Pattern WORD = Pattern.compile(" ?\\S+|\\s");

    final List<JsonObject> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private final boolean echoes;

    /** @param echoes false: it is one of those that return no log-probabilities of a prompt */
    CompletionsServer(Vertx vertx, boolean echoes) throws Exception {
        this.echoes = echoes;
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> request.response()
                        .putHeader("content-type", "application/json")
                        .end(answer(request.path(), body.toJsonObject()).encode())))
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    String url() {
        return URI.create("http://localhost:" + server.actualPort()).toString();
    }

    private JsonObject answer(String path, JsonObject request) {
        asked.add(request.copy().put("path", path));
        JsonArray choices = new JsonArray();
        JsonArray prompts = request.getJsonArray("prompt");
        for (int i = prompts.size() - 1; i >= 0; i--) { // in no particular order: the index counts
            choices.add(new JsonObject().put("index", i).put("logprobs", logProbs(prompts.getString(i))));
        }
        return new JsonObject().put("choices", choices);
    }

    private JsonObject logProbs(String prompt) {
        if (!echoes) {
            return null;
        }
        JsonArray offsets = new JsonArray();
        JsonArray values = new JsonArray();
        Matcher words = WORD.matcher(prompt);
        while (words.find()) {
            offsets.add(words.start());
            values.add(
                    offsets.size() == 1
                            ? null
                            : (Object) (double) -words.group().strip().length());
        }
        return new JsonObject()
                .put("text_offset", offsets.add(prompt.length()))
                .put("token_logprobs", values.add(-99.0));
    }

    @Override
    public void close() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
