package dev.backchannel.server.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.avro.Answer;
import dev.backchannel.avro.ComponentStatus;
import dev.backchannel.avro.ExperimentMetrics;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.server.page.EventSource.Event;
import dev.backchannel.server.testing.Broker;
import dev.backchannel.server.testing.Shared;
import dev.backchannel.topics.Topics;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a viewer of the page is sent, over a real broker and a real connection. */
@ExtendWith(Shared.class)
@Timeout(60)
class LivePageTest {
    private static final Instant NOW = Instant.ofEpochMilli(System.currentTimeMillis());
    private static final PageConfig CONFIG = new PageConfig(
            true, Duration.ofMillis(50), Duration.ofMinutes(2), 2, Duration.ofMillis(100), Duration.ofMillis(500));

    private final HttpClient client = HttpClient.newHttpClient();
    private Vertx vertx;
    private Broker broker;
    private Topics topics;
    private LivePage page;
    private HttpServer http;

    @BeforeEach
    void open(Shared.Parts parts) {
        vertx = Vertx.vertx();
        broker = parts.broker().another();
        topics = broker.topics();
    }

    private void serve(PageConfig config) throws Exception {
        page = new LivePage(
                vertx,
                "here",
                config,
                topics,
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                Clock.systemUTC());
        Router router = Router.router(vertx);
        page.mount(router);
        // A small send buffer, so that a viewer who takes nothing is noticed after little.
        http = vertx.createHttpServer(new HttpServerOptions().setSendBufferSize(4096))
                .requestHandler(router)
                .listen(0)
                .toCompletionStage()
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
    }

    @AfterEach
    void close() throws Exception {
        page.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aViewerIsShownEverythingAndThenWhatChanges() throws Exception {
        broker.send(topics.preferences, "default/c1", preference("p1"));
        broker.send(topics.status, "policy-server/here", heartbeat("base", NOW));
        serve(CONFIG);
        try (EventSource viewer = viewer(null)) {
            Event first = viewer.until(data -> data.has("preferences"));
            JsonNode lesson = first.data().at("/preferences/0");
            assertThat(lesson.at("/signal").asText()).isEqualTo("edit");
            assertThat(lesson.at("/asked").asText()).isEqualTo("When do you open?");
            assertThat(lesson.at("/chosen").asText()).isEqualTo("At nine.");
            assertThat(lesson.at("/why/distance").asText()).isEqualTo("0.5");

            broker.send(topics.status, "policy-server/here", heartbeat("c0ffee", NOW.plusMillis(5)));
            broker.send(topics.operatorEvents, "spool", alert());
            broker.send(topics.experimentMetrics, "default", metrics());
            Event alert =
                    viewer.until(data -> data.at("/events/0/name").asText().equals("spool_overflow"));
            assertThat(alert.name()).isEqualTo("change");
            assertThat(alert.data().has("preferences"))
                    .as("what did not change is not sent again")
                    .isFalse();
        }
        // The topics are read one by one, so whoever comes early is not shown the whole at once.
        JsonNode whole = await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(this::firstPicture, data -> data.has("metrics") && data.has("swaps"));
        assertThat(whole.at("/swaps/0/to").asText()).isEqualTo("c0ffee");
        assertThat(whole.at("/metrics/0/values/thumbs_up_rate.lower").asDouble())
                .isEqualTo(-0.1);
        assertThat(whole.at("/flow").size()).isBetween(Slices.COUNT, Slices.COUNT + 1);
    }

    private JsonNode firstPicture() throws Exception {
        try (EventSource viewer = viewer(null)) {
            return viewer.until(data -> data.has("preferences")).data();
        }
    }

    @Test
    void whoComesBackIsToldWhatWasMissed() throws Exception {
        broker.send(topics.preferences, "default/c1", preference("p1"));
        serve(CONFIG);
        try (EventSource staying = viewer(null)) {
            Event seen = staying.until(data -> data.has("preferences"));
            broker.send(topics.operatorEvents, "spool", alert());
            staying.until(data -> data.has("events"));
            try (EventSource back = viewer(seen.id())) {
                Event missed = back.next();
                assertThat(missed.name()).isEqualTo("change");
                assertThat(missed.data().has("events")).isTrue();
                assertThat(missed.data().has("preferences")).isFalse();
            }
            try (EventSource stranger = viewer("another.3")) {
                assertThat(stranger.next().name()).isEqualTo("snapshot");
            }
        }
    }

    @Test
    void withoutTheKnobNoWordOfAUserIsSent() throws Exception {
        broker.send(topics.preferences, "default/c1", preference("p1"));
        serve(CONFIG.withShowTexts(false));
        try (EventSource viewer = viewer(null)) {
            JsonNode lesson =
                    viewer.until(data -> data.has("preferences")).data().at("/preferences/0");
            assertThat(lesson.toString())
                    .contains("\"signal\":\"edit\"", "0.5")
                    .doesNotContain("open?", "nine", "At ten");
        }
    }

    @Test
    void onlySoManyMayLookAndNobodyLookingCostsNothing() throws Exception {
        serve(CONFIG);
        assertThat(page.follows()).isFalse();
        try (EventSource one = viewer(null);
                EventSource two = viewer(null)) {
            one.next();
            two.next();
            HttpResponse<String> third = client.send(
                    HttpRequest.newBuilder(URI.create(url("/v1/live"))).build(), BodyHandlers.ofString());
            assertThat(third.statusCode()).isEqualTo(503);
            assertThat(third.headers().firstValue("retry-after")).hasValue("5");
            assertThat(page.follows()).isTrue();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> !page.follows());
        await().atMost(Duration.ofSeconds(20)).until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().equals("page-follower")));
    }

    @Test
    void whoTakesNothingIsDropped() throws Exception {
        for (int i = 0; i < 40; i++) {
            broker.send(topics.preferences, "default/c" + i, preference("p" + i, "word ".repeat(500)));
        }
        serve(CONFIG);
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(2048);
            slow.connect(new java.net.InetSocketAddress("localhost", http.actualPort()));
            slow.getOutputStream()
                    .write("GET /v1/live HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            await().atMost(Duration.ofSeconds(20)).until(page::follows);
            await().atMost(Duration.ofSeconds(30)).until(() -> !page.follows());
        }
    }

    @Test
    void thePageAsksNobodyElseForAnything() throws Exception {
        serve(CONFIG);
        HttpResponse<String> index = get("/");
        assertThat(index.headers().firstValue("content-security-policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'", "script-src 'self'"));
        for (String file : List.of("main.js", "chart.js", "page.css", "icon.svg")) {
            HttpResponse<String> answer = get("/page/" + file);
            assertThat(answer.statusCode()).as(file).isEqualTo(200);
            assertThat(answer.body()).as(file).isNotBlank();
        }
        assertThat(get("/page/nothing.js").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url(path))).build(), BodyHandlers.ofString());
    }

    private EventSource viewer(String lastEventId) throws Exception {
        return new EventSource(client, url("/v1/live"), lastEventId);
    }

    private String url(String path) {
        return "http://localhost:" + http.actualPort() + path;
    }

    private static Preference preference(String id) {
        return preference(id, "At ten.");
    }

    private static Preference preference(String id, String rejected) {
        return Preference.newBuilder()
                .setPreferenceId(id)
                .setTenant("default")
                .setConversationId("c1")
                .setTurnId("t1")
                .setUserId("ann")
                .setPrompt(new Prompt(List.of(new Message("user", "When do you open?")), null))
                .setWeight(1)
                .setSignal(SignalKind.EDIT)
                .setEvidence(List.of("e1"))
                .setExplanation(Map.of("distance", "0.5", "cue", "no, at nine"))
                .setAcceptedAt(NOW)
                .setBody(new Pair(answer("At nine."), answer(rejected)))
                .build();
    }

    private static Answer answer(String text) {
        return new Answer(text, List.of(), FinishReason.STOP);
    }

    private static ComponentStatus heartbeat(String checkpoint, Instant at) {
        return ComponentStatus.newBuilder()
                .setComponent("policy-server")
                .setInstance("here")
                .setState("ready")
                .setCheckpoint(checkpoint)
                .setFigures(Map.of("spool.turns", Double.NaN))
                .setAt(at)
                .build();
    }

    private static OperatorEvent alert() {
        return OperatorEvent.newBuilder()
                .setKind(OperatorEventKind.ALERT)
                .setName("spool_overflow")
                .setTarget("spool")
                .setComponent("policy-server")
                .setMessage("served turns are dropped")
                .setAt(NOW)
                .build();
    }

    private static ExperimentMetrics metrics() {
        return new ExperimentMetrics(
                "default",
                "candidate",
                NOW.minusSeconds(5),
                NOW,
                Map.of("users", 12.0, "thumbs_up_rate.lower", -0.1, "thumbs_up_rate.upper", 0.3));
    }
}
