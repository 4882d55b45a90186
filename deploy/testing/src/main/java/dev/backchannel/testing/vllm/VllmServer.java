package dev.backchannel.testing.vllm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.PeftFolder;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A server that behaves as vLLM 0.10's OpenAI-compatible one is documented to, as far as it is used: a real (tiny) model and
 * real adapters behind its own API, and what can go wrong with it at the turn of a switch.
 */
public final class VllmServer implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    /** The name under which it serves the base. */
    public static final String BASE = "acme/tiny";

    private final Vertx vertx = Vertx.vertx();
    private final PolicyModel model;
    private final Map<String, Adapter> adapters = new LinkedHashMap<>();
    private final List<Adapter> made = new ArrayList<>();
    private HttpServer http;
    private int port;

    /** What it was asked to answer, by model name. */
    public final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    /** Answers whose client went away. */
    public final AtomicInteger aborted = new AtomicInteger();

    /** Loads succeed and change nothing. */
    public volatile boolean silentNoOp;
    /** Loads are answered when this is done. */
    public volatile CompletableFuture<Void> loadGate = CompletableFuture.completedFuture(null);
    /** Loads are refused with this status; 0: they are not. */
    public volatile int refuseLoads;
    /** Answers are refused with this status; 0: they are not. */
    public volatile int refuseAnswers;
    /** The connection is cut after so many chunks; −1: it is not. */
    public volatile int cutAfter = -1;
    /** Second and later chunks wait for this. */
    public volatile CompletableFuture<Void> answerGate = CompletableFuture.completedFuture(null);
    /** As versions before 0.10.2: no {@code token_ids}. */
    public volatile boolean withoutTokenIds;

    public VllmServer(PolicyModel model) throws Exception {
        this.model = model;
        listen(0);
    }

    private void listen(int at) throws Exception {
        Router router = Router.router(vertx);
        router.route().handler(BodyHandler.create(false));
        router.get("/v1/models").handler(this::models);
        router.post("/v1/load_lora_adapter").blockingHandler(this::load, false);
        router.post("/v1/unload_lora_adapter").handler(this::unload);
        router.post("/v1/completions").handler(ctx -> new VllmCompletion(this, ctx).handle());
        http = vertx.createHttpServer()
                .requestHandler(router)
                .listen(at)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        port = http.actualPort();
    }

    public String url() {
        return "http://localhost:" + port;
    }

    PolicyModel model() {
        return model;
    }

    /** All as it should be. */
    public void heal() {
        silentNoOp = false;
        loadGate.complete(null);
        refuseLoads = 0;
        refuseAnswers = 0;
        cutAfter = -1;
        answerGate.complete(null);
        withoutTokenIds = false;
    }

    /** Names of the loaded adapters, eldest first. */
    public synchronized List<String> loaded() {
        return List.copyOf(adapters.keySet());
    }

    /** As after a restart. */
    public synchronized void forgetAdapters() {
        adapters.clear();
    }

    /** Connections are closed and refused. */
    public void stop() throws Exception {
        http.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    public void startAgain() throws Exception {
        listen(port);
    }

    /** @return false if there is no such model */
    synchronized boolean has(String name) {
        return name.equals(BASE) || adapters.containsKey(name);
    }

    /** Null for the base, and for an adapter without effect. */
    synchronized @Nullable Adapter adapter(String name) {
        return adapters.get(name);
    }

    private void models(RoutingContext ctx) {
        ObjectNode body = JSON.createObjectNode().put("object", "list");
        ArrayNode data = body.putArray("data");
        data.addObject().put("id", BASE).put("object", "model").putNull("parent");
        loaded().forEach(name ->
                data.addObject().put("id", name).put("object", "model").put("parent", BASE));
        ctx.response().putHeader("content-type", "application/json").end(body.toString());
    }

    private void load(RoutingContext ctx) {
        JsonNode body = read(ctx);
        String name = body.path("lora_name").asText();
        Path path = Path.of(body.path("lora_path").asText());
        loadGate.join();
        if (refuseLoads != 0) {
            error(ctx, refuseLoads, "LoRA rank 64 is greater than max_lora_rank 16.");
        } else if (has(name)) {
            error(ctx, 400, "The lora adapter '" + name + "' has already been loaded.");
        } else if (!Files.isDirectory(path)) {
            error(ctx, 404, "Loading lora " + name + " failed: No adapter found for " + path);
        } else {
            LoraWeights weights = PeftFolder.read(path, model.config());
            synchronized (this) {
                Adapter adapter = silentNoOp ? null : model.adapter(weights);
                adapters.put(name, adapter);
                if (adapter != null) {
                    made.add(adapter);
                }
            }
            ctx.response().end("Success: LoRA adapter '" + name + "' added successfully.");
        }
    }

    private void unload(RoutingContext ctx) {
        String name = read(ctx).path("lora_name").asText();
        boolean there;
        synchronized (this) {
            there = adapters.containsKey(name);
            adapters.remove(name);
        }
        if (there) {
            ctx.response().end("Success: LoRA adapter '" + name + "' removed successfully.");
        } else {
            error(ctx, 404, "The lora adapter '" + name + "' cannot be found.");
        }
    }

    static JsonNode read(RoutingContext ctx) {
        try {
            return JSON.readTree(Objects.requireNonNullElseGet(ctx.body().buffer(), Buffer::buffer)
                    .getBytes());
        } catch (IOException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static void error(RoutingContext ctx, int status, String message) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("error")
                .put("message", message)
                .put("type", "BadRequestError")
                .put("code", status);
        ctx.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .end(body.toString());
    }

    @Override
    public void close() throws Exception {
        heal();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        made.forEach(Adapter::close);
    }
}
