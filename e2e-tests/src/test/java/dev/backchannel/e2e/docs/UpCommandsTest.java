package dev.backchannel.e2e.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.backchannel.e2e.system.Api;
import dev.backchannel.testing.docs.DocumentedCommand;
import dev.backchannel.testing.registry.SchemaRegistryServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each {@code up …} of a document comes up, answers, and stops; those of one document on one folder, one after the other. */
@Tag("load")
class UpCommandsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    static Path folder;

    private static Bucket bucket;
    private static SchemaRegistryServer registry;
    private static HttpServer collector;
    private static final AtomicInteger spans = new AtomicInteger();

    @BeforeAll
    static void start() throws IOException {
        bucket = new Bucket(folder);
        registry = new SchemaRegistryServer();
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", exchange -> {
            exchange.getRequestBody().readAllBytes();
            spans.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        collector.start();
    }

    @AfterAll
    static void stop() {
        collector.stop(0);
        registry.close();
        bucket.close();
    }

    static Stream<DocumentedCommand> commands() {
        return Book.of(UpCommandsTest.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("commands")
    void comesUpAndAnswers(DocumentedCommand command) {
        Path data = folder.resolve(command.document().replaceAll("\\W", "-"));
        Typing typing = new Typing()
                .word("data", data.toString())
                .word("http://localhost:8081", registry.url())
                .part(
                        "http://localhost:4318",
                        () -> "http://127.0.0.1:" + collector.getAddress().getPort())
                .then("up", "--port", "0", "--set", "threads=1")
                .then("up(?!.* --data)", "--data", data.toString())
                .then("up .*s3://", "--config", bucket.config.toString());
        for (List<String> arguments : typing.arguments(command)) {
            Path output = data.resolveSibling(data.getFileName() + "-output.log");
            try (Service up = Service.start(arguments, output)) {
                Api.Reply reply = up.api().chat("Do you have soup?", "documented", "ann");
                assertThat(reply.status()).as(reply.body()).isEqualTo(200);
                assertEffect(command.text(), data);
                up.stop();
            }
        }
    }

    private static void assertEffect(String command, Path data) {
        if (command.contains("telemetry.endpoint")) {
            await().atMost(PATIENCE).until(() -> spans.get() > 0);
        }
        if (command.contains("s3://")) {
            await().atMost(PATIENCE).until(() -> bucket.server.objects().keySet().stream()
                    .anyMatch(key -> key.startsWith("some/prefix/")));
        }
        if (command.contains("--registry-url")) {
            assertThat(registry.requests()).isPositive();
        }
        if (command.contains("log.answers")) {
            Path log = data.resolve("logs").resolve("backchannel.log");
            await().atMost(PATIENCE).until(() -> Files.readString(log).contains("{\"checkpoint\":"));
        }
    }
}
