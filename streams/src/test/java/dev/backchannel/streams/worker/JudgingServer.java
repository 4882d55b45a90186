package dev.backchannel.streams.worker;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A chat server in miniature, over real HTTP: it answers with what was put in, one after the other; {@code 500} and {@code 429}
 * are sent as such, {@code silence} is never answered.
 */
final class JudgingServer implements AutoCloseable {
    static final String SILENCE = "silence";

    final List<JsonObject> asked = new CopyOnWriteArrayList<>();
    final List<String> authorized = new CopyOnWriteArrayList<>();
    private final Queue<String> answers;
    private final HttpServer server;

    JudgingServer(Vertx vertx, String... answers) throws Exception {
        this.answers = new ArrayDeque<>(List.of(answers));
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    asked.add(body.toJsonObject().put("path", request.path()));
                    authorized.add(String.valueOf(request.getHeader("authorization")));
                    answer(request.response());
                }))
                .listen(0, "localhost")
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    String url() {
        return "http://localhost:" + server.actualPort();
    }

    private void answer(HttpServerResponse response) {
        String next = answers.size() > 1 ? answers.remove() : answers.element();
        if (next.equals(SILENCE)) {
            return;
        }
        if (next.matches("\\d{3}")) {
            response.setStatusCode(Integer.parseInt(next)).end("busy");
            return;
        }
        JsonObject message = new JsonObject().put("role", "assistant").put("content", next);
        response.putHeader("content-type", "application/json")
                .end(
                        next.startsWith("<")
                                ? next
                                : new JsonObject()
                                        .put("choices", new JsonArray().add(new JsonObject().put("message", message)))
                                        .encode());
    }

    @Override
    public void close() throws Exception {
        server.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
