package dev.backchannel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.server.testing.Server;
import dev.backchannel.server.testing.Shared;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** No event loop is held up by a request: Vert.x's own checker watches while everything that takes long is asked for. */
@ExtendWith(Shared.class)
class EventLoopTest {
    private static final long MOST_MILLIS = 250;

    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

    @Test
    void isNeverBlocked(Shared.Parts parts, @TempDir Path folder) throws Exception {
        Logger root = (Logger) LoggerFactory.getLogger("io.vertx.core");
        AppenderBase<ILoggingEvent> listening = listening();
        root.addAppender(listening);
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setBlockedThreadCheckInterval(20)
                .setMaxEventLoopExecuteTime(MOST_MILLIS)
                .setMaxEventLoopExecuteTimeUnit(TimeUnit.MILLISECONDS)
                .setWarningExceptionTime(60)
                .setWarningExceptionTimeUnit(TimeUnit.SECONDS));
        try (Server server = new Server(
                vertx,
                ServerConfig.defaults(folder.resolve("data")),
                parts.broker().another().topics(),
                parts.broker().bootstrapServers(),
                parts.model(),
                new FolderStore(folder.resolve("store")))) {
            await().until(server.role()::ready);
            HttpClient client = HttpClient.newHttpClient();
            List<CompletableFuture<HttpResponse<String>>> open = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                open.add(ask(client, server, "/v1/chat/completions", chat(i % 3 == 0 ? 2 : 30, i % 2 == 0)));
                open.add(ask(client, server, "/v1/score", scores(i)));
            }
            assertThat(open)
                    .allSatisfy(one -> assertThat(one.join().statusCode()).isEqualTo(200));
            assertThat(complaints).isEmpty();

            vertx.runOnContext(v ->
                    await().pollDelay(2 * MOST_MILLIS, TimeUnit.MILLISECONDS).until(() -> true));
            await().untilAsserted(() -> assertThat(complaints).anyMatch(line -> line.contains("has been blocked")));
        } finally {
            root.detachAppender(listening);
        }
    }

    private AppenderBase<ILoggingEvent> listening() {
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                complaints.add(event.getFormattedMessage());
            }
        };
        appender.start();
        return appender;
    }

    private static CompletableFuture<HttpResponse<String>> ask(
            HttpClient client, Server server, String path, String body) {
        return client.sendAsync(
                server.request(path).POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    private static String chat(int words, boolean stream) {
        return "{\"model\":\"policy\",\"temperature\":1,\"max_tokens\":60,\"stream\":" + stream
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + "word ".repeat(words) + "\"}]}";
    }

    private static String scores(int i) {
        return "{\"messages\":[{\"role\":\"user\",\"content\":\"number " + i + "\"}],\"continuations\":["
                + "\"thanks\",".repeat(199) + "\"no\"]}";
    }
}
