package dev.backchannel.standalone.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.backchannel.access.ApiKey;
import dev.backchannel.access.Scope;
import dev.backchannel.access.StoredKey;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Knobs;
import dev.backchannel.standalone.config.SettingsLoader;
import dev.backchannel.standalone.doors.Doors;
import dev.backchannel.standalone.doors.KeyFile;
import dev.backchannel.testing.CapturedLog;
import dev.backchannel.testing.TestCertificate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The one HTTP server and its doors, without any role behind it. */
class FrontDoorTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Doors doors;
    private FrontDoor door;

    @AfterEach
    void stop() throws Exception {
        if (door != null) {
            door.close();
            doors.close();
        }
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aRenewedCertificateIsShownWithoutARestart() throws Exception {
        TestCertificate first = TestCertificate.make(folder);
        TestCertificate second = TestCertificate.make(folder);
        Path crt = folder.resolve("server.crt");
        Path key = folder.resolve("server.key");
        first.write(crt, key);
        open(Map.of("doors.tls.certificate-file", crt.toString(), "doors.tls.key-file", key.toString()));
        assertThat(shown(first)).isEqualTo(first.certificate());

        try (CapturedLog log = CapturedLog.everything()) {
            Files.writeString(crt, "half a certificate"); // in the middle of a renewal
            await().atMost(PATIENCE).until(() -> log.text().contains("no certificate and private key in PEM"));
            second.write(crt, folder.resolve("not yet.key"));
            await().atMost(PATIENCE).until(() -> log.text().contains("does not belong to the certificate"));
        }
        assertThat(shown(first)).isEqualTo(first.certificate());

        second.write(crt, key);
        await().atMost(PATIENCE).ignoreExceptions().untilAsserted(() -> assertThat(shown(second))
                .isEqualTo(second.certificate()));
    }

    @Test
    void keysAreAddedAndTakenBackWithoutARestart() throws Exception {
        KeyFile file = new KeyFile(folder.resolve("keys"));
        ApiKey first = add(file);
        open(Map.of("doors.keys-file", folder.resolve("keys").toString()));
        assertThat(status(first.text())).isEqualTo(200);

        ApiKey second = add(file);
        await().atMost(PATIENCE).until(() -> status(second.text()) == 200);
        file.expire(first.id(), Instant.now());
        await().atMost(PATIENCE).until(() -> status(first.text()) == 401);

        try (CapturedLog log = CapturedLog.everything()) {
            Files.writeString(folder.resolve("keys"), "garbage");
            await().atMost(PATIENCE).until(() -> log.text().contains("line 1"));
            assertThat(log.text()).contains("what it said before goes on").doesNotContain(second.text());
        }
        assertThat(status(second.text())).isEqualTo(200);
    }

    @Test
    void connectionsThatAskNothingAreClosedAndCountedOff() throws Exception {
        open(Map.of(
                "doors.limits.head-time", "300ms", "doors.limits.idle-time", "300ms", "doors.limits.connections", "3"));
        try (Socket silent = new Socket("127.0.0.1", door.port());
                Socket slow = new Socket("127.0.0.1", door.port());
                Socket patient = new Socket("127.0.0.1", door.port())) {
            slow.getOutputStream().write("GET /metr".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            patient.getOutputStream()
                    .write("GET /healthz HTTP/1.1\r\nhost: h\r\n\r\nGET"
                            .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            for (Socket socket : List.of(silent, slow, patient)) {
                socket.setSoTimeout(10_000);
                assertThat(socket.getInputStream().readAllBytes()).isNotNull(); // ends only when it is closed
            }
        }
        await().atMost(PATIENCE).until(() -> connections() == 0);
    }

    @Test
    void aConnectionTooManyIsClosedAtOnceAndOneThatEndsMakesRoom() throws Exception {
        open(Map.of("doors.limits.connections", "2", "doors.limits.head-time", "30s"));
        List<Socket> held = new ArrayList<>();
        try {
            await().atMost(PATIENCE).until(() -> {
                held.add(asking());
                return meters.get("backchannel.door.connections").gauge().value() >= 2;
            });
            Socket more = asking();
            held.add(more);
            more.setSoTimeout(10_000);
            assertThat(more.getInputStream().readAllBytes()).isEmpty();
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
        await().atMost(PATIENCE).ignoreExceptions().until(() -> status(null) == 200);
    }

    @Test
    void aNetworkIsNotListenedOnWithoutKeysUnlessSomebodySaysSo() throws Exception {
        assertThatThrownBy(() -> open(Map.of("host", "0.0.0.0")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("0.0.0.0")
                .hasMessageContaining("doors.keys-file");
        open(Map.of("host", "0.0.0.0", "doors.open", "true"));
        assertThat(status(null)).isEqualTo(200);
    }

    private Socket asking() throws IOException {
        Socket socket = new Socket("127.0.0.1", door.port());
        socket.getOutputStream()
                .write("GET /slow HTTP/1.1\r\nhost: h\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        return socket;
    }

    private double connections() {
        return meters.get("backchannel.door.connections").gauge().value();
    }

    @Test
    void aServerIsCalledByItsPlaceUnlessItIsGivenAName() {
        open(Map.of());
        String place = door.place();
        assertThat(place).endsWith(":" + door.port()).doesNotStartWith(":");
        DataDirectory data = DataDirectory.open(folder);
        assertThat(roles(Map.of()).at(place).policyServer(data).instance()).isEqualTo(place);
        assertThat(roles(Map.of("policy-server.instance", "anna"))
                        .at(place)
                        .policyServer(data)
                        .instance())
                .isEqualTo("anna");
    }

    private static RoleSettings roles(Map<String, String> settings) {
        return new RoleSettings(
                new SettingsLoader(Knobs.reference(), Map.of()).load(Optional.empty(), settings), false);
    }

    private ApiKey add(KeyFile file) {
        ApiKey key = ApiKey.create(RANDOM);
        file.add(StoredKey.of(key, "acme", Set.of(Scope.OPERATE), Instant.now(), Optional.empty(), RANDOM));
        return key;
    }

    private void open(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("port", "0", "doors.reload-every", "50ms"));
        all.putAll(settings);
        var loaded = new SettingsLoader(Knobs.reference(), Map.of()).load(Optional.empty(), all);
        String host = StandaloneOptions.from(loaded).host();
        doors = Doors.open(vertx, new RoleSettings(loaded, true).doors(), host, Clock.systemUTC(), meters);
        door = FrontDoor.bind(vertx, host, 0, doors);
        door.router().get("/metrics").handler(ctx -> ctx.end("figures"));
        door.router().get("/healthz").handler(ctx -> ctx.end("alive"));
        door.router().get("/slow").handler(ctx -> {}); // answers never
        door.open();
    }

    private int status(String key) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + door.port() + "/metrics"));
        if (key != null) {
            request.header("authorization", "Bearer " + key);
        }
        return HttpClient.newHttpClient()
                .send(request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** What a new client that believes in {@code expected} alone is shown, over HTTP/2. */
    private Certificate shown(TestCertificate expected) throws Exception {
        HttpResponse<Void> answer = HttpClient.newBuilder()
                .sslContext(expected.context())
                .build()
                .send(
                        HttpRequest.newBuilder(URI.create("https://localhost:" + door.port() + "/metrics"))
                                .timeout(PATIENCE)
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        return answer.sslSession().orElseThrow().getPeerCertificates()[0];
    }
}
