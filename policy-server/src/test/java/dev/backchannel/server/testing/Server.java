package dev.backchannel.server.testing;

import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.server.PolicyServerRole;
import dev.backchannel.server.ServerConfig;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;

/** A policy server behind a real port. */
public final class Server implements AutoCloseable {
    private final Vertx vertx;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpClient client = HttpClient.newHttpClient();
    private final PolicyServerRole role;
    private final HttpServer http;

    public Server(ServerConfig config, Topics topics, String bootstrapServers, PolicyModel model, Path store)
            throws Exception {
        this(config, topics, bootstrapServers, model, new FolderStore(store));
    }

    public Server(ServerConfig config, Topics topics, String bootstrapServers, PolicyModel model, CheckpointStore store)
            throws Exception {
        this(Vertx.vertx(), config, topics, bootstrapServers, model, store);
    }

    /** @param vertx closed with the server */
    public Server(
            Vertx vertx,
            ServerConfig config,
            Topics topics,
            String bootstrapServers,
            PolicyModel model,
            CheckpointStore store)
            throws Exception {
        this.vertx = vertx;
        role = PolicyServerRole.start(vertx, config, topics, bootstrapServers, model, store, metrics);
        Router router = Router.router(vertx);
        role.mount(router);
        http = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    public PolicyServerRole role() {
        return role;
    }

    public PrometheusMeterRegistry metrics() {
        return metrics;
    }

    public String url() {
        return "http://localhost:" + http.actualPort();
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + path)).timeout(Duration.ofSeconds(60));
    }

    public HttpResponse<String> post(String path, String body) throws Exception {
        return post(path, body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    public HttpResponse<String> post(String path, byte[] body) throws Exception {
        return client.send(request(path).POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofString());
    }

    public HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).GET().build(), BodyHandlers.ofString());
    }

    /** Sum of a meter over its tags; 0 if it does not exist. */
    public double metric(String name) {
        return metrics.find(name).meters().stream()
                .flatMap(meter -> StreamSupport.stream(meter.measure().spliterator(), false))
                .filter(measurement -> switch (measurement.getStatistic()) {
                    case COUNT, VALUE -> true;
                    default -> false;
                })
                .mapToDouble(Measurement::getValue)
                .sum();
    }

    @Override
    public void close() throws Exception {
        http.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        role.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
