package dev.backchannel.standalone.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LineageRoutesTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private URI url;

    @Test
    void aQuestionThatReadsTheTopicsForLongHoldsNobodyElseUp() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        AtomicBoolean onEventLoop = new AtomicBoolean();
        LineageSource source = question -> {
            onEventLoop.set(Context.isOnEventLoopThread());
            if (question.id().equals("unknown")) {
                throw new NotOnTheLogException("nobody knows it");
            }
            awaitRead(read);
            return TextNode.valueOf(question.id());
        };
        Vertx vertx = Vertx.vertx();
        try {
            Router router = Router.router(vertx);
            new LineageRoutes(vertx, source).mount(router);
            router.get("/quick").handler(context -> context.response().end("at once"));
            // One server, so one event loop.
            HttpServer server = vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(0)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            url = URI.create("http://localhost:" + server.actualPort());

            CompletableFuture<HttpResponse<String>> slow =
                    client.sendAsync(request("/v1/lineage/event/e1"), HttpResponse.BodyHandlers.ofString());
            assertThat(get("/quick").body()).isEqualTo("at once");
            assertThat(slow).isNotDone();
            read.countDown();
            assertThat(slow.get(30, TimeUnit.SECONDS).body()).isEqualTo("\"e1\"");
            HttpResponse<String> missing = get("/v1/lineage/answer/unknown");
            assertThat(missing.statusCode()).isEqualTo(404);
            assertThat(missing.body()).contains("nobody knows it");
            assertThat(onEventLoop).isFalse();
        } finally {
            read.countDown();
            vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(url.resolve(path))
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    private static void awaitRead(CountDownLatch read) {
        try {
            if (!read.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody let it go on");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
