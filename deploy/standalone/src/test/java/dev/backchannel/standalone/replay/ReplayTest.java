package dev.backchannel.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.source.Caller;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a door that is away, busy, or refuses. */
class ReplayTest {
    private static final Path OASST = Path.of("src/test/resources/replay/oasst.jsonl");

    private final List<JsonNode> received = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();

    @TempDir
    Path folder;

    @Test
    void sendsEverythingAndSaysWhatItLeftOut() throws IOException {
        try (Door door = new Door(0, request -> 202)) {
            ReplayReport report = replay(OASST, door.port());

            assertThat(received).hasSize(8);
            assertThat(report.toJson().toString())
                    .contains("\"format\":\"oasst\"", "\"records\":1", "\"badRecords\":2", "\"accepted\":8")
                    .contains("\"acceptedByType\":{\"follow_up\":1,\"thumb\":3,\"turn\":4}");
            assertThat(report.examples()).anySatisfy(line -> assertThat(line).startsWith("record 3: "));
        }
    }

    @Test
    void waitsForADoorThatIsBusyAndSendsTheSameAgain() throws IOException {
        try (Door door = new Door(0, request -> request == 0 ? 503 : request == 1 ? 429 : 202)) {
            ReplayReport report = replay(OASST, door.port());

            assertThat(report.accepted()).isEqualTo(8);
            assertThat(report.toJson().get("retries").asInt()).isEqualTo(2);
        }
    }

    @Test
    void waitsForADoorThatIsNotThereYet() throws Exception {
        int port = freePort();
        CompletableFuture<ReplayReport> replay = CompletableFuture.supplyAsync(() -> replay(OASST, port));
        await().atMost(Duration.ofSeconds(20)).until(() -> !told.isEmpty());

        try (Door door = new Door(port, request -> 202)) {
            assertThat(door.port()).isEqualTo(port);
            assertThat(replay.get(30, TimeUnit.SECONDS).accepted()).isEqualTo(8);
        }
    }

    @Test
    void givesUpWhenItsPatienceIsOver() throws IOException {
        ReplayOptions options = new ReplayOptions(
                OASST,
                Optional.empty(),
                URI.create("http://localhost:" + freePort()),
                Caller.anybody(),
                Duration.ofMillis(300));

        assertThatThrownBy(() -> new Replay(options, progress()).run())
                .isInstanceOf(UserError.class)
                .hasMessageContaining("--url");
    }

    @Test
    void countsWhatTheDoorRejectsByReason() throws IOException {
        Path file = Files.writeString(
                folder.resolve("events.jsonl"),
                "{\"type\":\"thumb\",\"event_id\":\"1\",\"value\":\"up\"}\n{\"type\":\"thumb\",\"event_id\":\"2\",\"value\":\"bad\"}\n"
                        + "{\"type\":\"thumb\",\"event_id\":\"3\",\"value\":\"bad\"}\n");
        try (Door door = new Door(0, request -> 202)) {
            ReplayReport report = replay(file, door.port());

            assertThat(report.accepted()).isEqualTo(1);
            assertThat(report.rejected()).isEqualTo(2);
            assertThat(report.toJson().get("rejectedByReason").toString()).isEqualTo("{\"value: … is no thumb\":2}");
        }
    }

    @Test
    void splitsABatchThatIsTooLarge() throws IOException {
        try (Door door = new Door(0, request -> request == 0 ? 413 : 202)) {
            assertThat(replay(OASST, door.port()).accepted()).isEqualTo(8);
            assertThat(door.requests()).isEqualTo(3);
        }
    }

    @Test
    void countsWhatAFileHoldsTwice() throws IOException {
        Path twice = Files.writeString(
                folder.resolve("twice.jsonl"),
                Files.readAllLines(OASST).get(0) + "\n"
                        + Files.readAllLines(OASST).get(0) + "\n");
        try (Door door = new Door(0, request -> 202)) {
            ReplayReport report = replay(twice, door.port());

            assertThat(report.repeated()).isEqualTo(8);
            assertThat(report.accepted()).isEqualTo(16);
        }
    }

    @Test
    void asksForTheFormWhenItCannotTell() throws IOException {
        Path file = Files.writeString(folder.resolve("x.jsonl"), "{\"a\":1}\n");

        assertThatThrownBy(() -> replay(file, 1)).isInstanceOf(UserError.class).hasMessageContaining("--format");
    }

    private ReplayReport replay(Path file, int port) {
        return new Replay(
                        new ReplayOptions(
                                file,
                                Optional.empty(),
                                URI.create("http://localhost:" + port),
                                Caller.anybody(),
                                Duration.ofSeconds(60)),
                        progress())
                .run();
    }

    private Progress progress() {
        ByteArrayOutputStream sink = new ByteArrayOutputStream() {
            @Override
            public synchronized void write(byte[] bytes, int from, int length) {
                told.add(new String(bytes, from, length, StandardCharsets.UTF_8));
            }
        };
        return new Progress(new PrintStream(sink, true, StandardCharsets.UTF_8), false, System::nanoTime);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Answers like {@code POST /v1/events}; a value "bad" is rejected. */
    private final class Door implements AutoCloseable {
        private final HttpServer server;
        private final IntUnaryOperator statusOfRequest;
        private int requests;

        Door(int port, IntUnaryOperator statusOfRequest) throws IOException {
            this.statusOfRequest = statusOfRequest;
            this.server = HttpServer.create(new InetSocketAddress("localhost", port), 0);
            server.createContext("/v1/events", this::answer);
            server.start();
        }

        int port() {
            return server.getAddress().getPort();
        }

        int requests() {
            return requests;
        }

        private void answer(HttpExchange exchange) throws IOException {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            int status = statusOfRequest.applyAsInt(requests++);
            ObjectNode answer = Json.MAPPER.createObjectNode();
            ArrayNode rejected = answer.putArray("rejected");
            if (status == 202) {
                List<String> lines = body.lines().toList();
                for (int i = 0; i < lines.size(); i++) {
                    JsonNode event = Json.MAPPER.readTree(lines.get(i));
                    if (event.path("value").asText().equals("bad")) {
                        rejected.addObject().put("index", i).put("error", "value: \"bad\" is no thumb");
                    } else {
                        received.add(event);
                    }
                }
            }
            byte[] bytes = answer.toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }
}
