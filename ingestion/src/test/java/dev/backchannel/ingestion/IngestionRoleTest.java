package dev.backchannel.ingestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Edit;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Message;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.avro.Turn;
import dev.backchannel.ingestion.Door.Reply;
import dev.backchannel.kafka.EmbeddedKafka;
import dev.backchannel.testing.CapturedLog;
import dev.backchannel.topics.ReleasedSchemas;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import dev.backchannel.topics.Traces;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The door over HTTP against a real broker; each test has topics of its own. */
@TestInstance(Lifecycle.PER_CLASS)
class IngestionRoleTest {
    private static final IngestionConfig CONFIG = IngestionConfig.defaults();

    private EmbeddedKafka kafka;
    private int tests;
    private Topics topics;

    @BeforeAll
    void startKafka(@TempDir Path directory) {
        kafka = EmbeddedKafka.start(directory, 0);
    }

    @AfterAll
    void stopKafka() {
        kafka.close();
    }

    @BeforeEach
    void freshTopics() {
        topics = new Topics(new TopicSettings("t" + tests++ + "-", "default", 2, 1));
        Events.createTopics(kafka.bootstrapServers(), topics);
    }

    private Door door(IngestionConfig config) throws Exception {
        Door door = new Door(config, topics, kafka.bootstrapServers());
        await().until(door.role::ready);
        return door;
    }

    private List<Interaction> onTopic() {
        return Events.on(kafka.bootstrapServers(), topics).stream()
                .map(ConsumerRecord::value)
                .toList();
    }

    @Test
    void acceptsOneObjectAndPutsItOnTheTopicWithTheBrokersTime() throws Exception {
        try (Door door = door(CONFIG)) {
            Reply reply = door.json(Events.thumb("e1"));

            assertThat(reply.status()).isEqualTo(202);
            assertThat(reply.body().toString()).isEqualTo("{\"accepted\":[\"e1\"],\"rejected\":[]}");
            ConsumerRecord<String, Interaction> record =
                    Events.on(kafka.bootstrapServers(), topics).get(0);
            assertThat(record.key()).isEqualTo("default/c1");
            assertThat(record.timestampType()).isEqualTo(TimestampType.LOG_APPEND_TIME);
            assertThat(record.value())
                    .isEqualTo(new Interaction(
                            "e1",
                            "default",
                            "c1",
                            "t1",
                            "u1",
                            Instant.parse("2026-11-20T10:00:00Z"),
                            "http",
                            true,
                            new Thumb(ThumbValue.UP, null)));
        }
    }

    @Test
    void theTraceOfARequestGoesOnInItsRecords() throws Exception {
        InMemorySpanExporter spans = InMemorySpanExporter.create();
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .addSpanProcessor(SimpleSpanProcessor.create(spans))
                .build();
        Traces traces =
                Traces.to(OpenTelemetrySdk.builder().setTracerProvider(provider).build(), false);
        Topics traced = new Topics(topics.settings(), new ReleasedSchemas(), traces);
        String trace = "0af7651916cd43dd8448eb211c80319c";
        try (Door door = new Door(CONFIG, traced, kafka.bootstrapServers())) {
            await().until(door.role::ready);
            Reply reply = door.post(
                            "application/json",
                            Events.thumb("e1").getBytes(java.nio.charset.StandardCharsets.UTF_8),
                            Traces.HEADER,
                            "00-" + trace + "-b7ad6b7169203331-01")
                    .join();
            assertThat(reply.status()).isEqualTo(202);
            await().until(() -> spans.getFinishedSpanItems().size() == 1);
        }
        SpanData span = spans.getFinishedSpanItems().get(0);
        assertThat(span.getTraceId()).isEqualTo(trace);
        assertThat(span.getName()).isEqualTo("POST /v1/events");
        assertThat(Traces.in(Events.on(kafka.bootstrapServers(), topics).get(0).headers()))
                .isEqualTo("00-" + trace + "-" + span.getSpanId() + "-01");
        try (Door door = door(CONFIG)) { // off
            door.post("application/json", Events.thumb("e2").getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .join();
        }
        assertThat(Events.on(kafka.bootstrapServers(), topics))
                .filteredOn(record -> record.value().getEventId().equals("e2"))
                .allSatisfy(record -> assertThat(record.headers()).isEmpty());
    }

    @Test
    void whatUsersSayIsNeitherInTheLogNorInTheMeters() throws Exception {
        String secret = "Zanzibar-at-midnight";
        try (CapturedLog log = CapturedLog.everything();
                Door door = door(CONFIG)) {
            door.json(Events.turn("t9").replace("Hi!", secret));
            door.json("{\"type\":\"edit\",\"event_id\":\"e\",\"conversation_id\":\"c\",\"turn_id\":\"t\",\"text\":\""
                    + secret + "\"}");
            door.json("{\"type\":\"follow_up\",\"event_id\":7,\"text\":\"" + secret + "\"}");
            door.json("{\"type\":\"edit\", " + secret);
            assertThat(log.text()).doesNotContain(secret);
            assertThat(door.registry.getMetersAsString())
                    .contains("backchannel")
                    .doesNotContain(secret);
        }
    }

    @Test
    void acceptsATurnWhoseIdIsItsEventId() throws Exception {
        try (Door door = door(CONFIG)) {
            assertThat(door.json(Events.turn("t9")).status()).isEqualTo(202);

            Interaction event = onTopic().get(0);
            assertThat(event.getTurnId()).isEqualTo("t9");
            Turn turn = (Turn) event.getPayload();
            assertThat(turn.getMessages())
                    .containsExactly(new Message("system", "Be kind."), new Message("user", "Grüße 👋"));
            assertThat(turn.getResponse()).isEqualTo("Hi!");
        }
    }

    @Test
    void acceptsTheGoodOfAnArrayAndNamesTheBadByPlace() throws Exception {
        try (Door door = door(CONFIG)) {
            Reply reply = door.json("[" + Events.thumb("a") + ",{\"type\":\"wave\",\"event_id\":\"b\"},7,"
                    + Events.followUp("c", "thanks") + "]");

            assertThat(reply.status()).isEqualTo(202);
            assertThat(reply.accepted()).containsExactly("a", "c");
            assertThat(reply.rejected())
                    .containsExactly(
                            "1 \"b\" type: 'wave' is not one of turn, follow_up, edit, thumb, regeneration, acceptance",
                            "2 null 7 is not an event; an event is a JSON object");
            assertThat(onTopic()).extracting(Interaction::getEventId).containsExactly("a", "c");
        }
    }

    @Test
    void aBadLineOfNdjsonSpoilsOnlyItself() throws Exception {
        try (Door door = door(CONFIG)) {
            Reply reply = door.ndjson(Events.thumb("a") + "\r\n\n{\"type\": thumb}\n" + Events.thumb("b"));

            assertThat(reply.status()).isEqualTo(202);
            assertThat(reply.accepted()).containsExactly("a", "b");
            assertThat(reply.rejected()).hasSize(1);
            assertThat(reply.rejected().get(0)).startsWith("1 null not JSON, at line 3, column ");
            assertThat(door.registry
                            .get("backchannel.ingestion.events")
                            .tag("outcome", "rejected")
                            .tag("reason", "malformed")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(door.registry
                            .get("backchannel.ingestion.events")
                            .tag("outcome", "accepted")
                            .counter()
                            .count())
                    .isEqualTo(2);
        }
    }

    @Test
    void acknowledgesAThousandLinesInOrder() throws Exception {
        try (Door door = door(CONFIG)) {
            StringBuilder lines = new StringBuilder();
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                ids.add("e" + i);
                lines.append(Events.thumb("e" + i)).append('\n');
            }

            assertThat(door.ndjson(lines.toString()).accepted()).isEqualTo(ids);
            assertThat(onTopic()).extracting(Interaction::getEventId).isEqualTo(ids);
            assertThat(door.registry
                            .get("backchannel.ingestion.in.flight.events")
                            .gauge()
                            .value())
                    .isZero();
            assertThat(door.registry
                            .get("backchannel.ingestion.in.flight.bytes")
                            .gauge()
                            .value())
                    .isZero();
        }
    }

    @Test
    void refusesGarbageWithAReasonAndGoesOn() throws Exception {
        try (Door door = door(CONFIG)) {
            assertThat(refused(door.json(""), 400)).contains("holds no event");
            assertThat(refused(door.json("[]"), 400)).contains("holds no event");
            assertThat(refused(door.json("{\"type\":\n  oops}"), 400)).contains("not JSON, at line 2, column ");
            assertThat(refused(door.json("[" + Events.thumb("a") + ", {"), 400))
                    .contains("not JSON, at line 1, column ");
            assertThat(refused(door.json(Events.thumb("a") + "\n" + Events.thumb("b")), 400))
                    .contains("application/x-ndjson");
            assertThat(refused(door.json("[".repeat(100_000)), 400)).contains("nested deeper than 64 levels");
            assertThat(refused(door.json("\"just text\""), 400)).contains("no event was usable");
            byte[] latin1 = Events.followUp("x", "Grüße").getBytes(StandardCharsets.ISO_8859_1);
            assertThat(refused(door.post("application/json", latin1).join(), 400))
                    .contains("Invalid UTF-8");
            assertThat(refused(door.post("text/plain", latin1).join(), 415)).contains("'text/plain' is not supported");
            assertThat(refused(
                            door.post("application/json; charset=latin1", latin1)
                                    .join(),
                            415))
                    .contains("UTF-8");

            assertThat(refused(
                            door.post("application/json", latin1, "content-encoding", "gzip")
                                    .join(),
                            415))
                    .contains("'gzip' is not supported");

            assertThat(door.json(Events.thumb("fine")).status()).isEqualTo(202);
            assertThat(onTopic()).extracting(Interaction::getEventId).containsExactly("fine");
        }
    }

    private static String refused(Reply reply, int status) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.accepted()).isEmpty();
        assertThat(reply.body().has("rejected")).isTrue();
        return reply.error();
    }

    @Test
    void boundsBodiesEventsAndTexts() throws Exception {
        try (Door door = door(CONFIG)) {
            assertThat(refused(door.json("x".repeat(10_000_000)), 413)).contains("larger than 8388608 bytes");
            assertThat(refused(door.ndjson((Events.thumb("a") + "\n").repeat(20_001)), 413))
                    .contains("20000 events");

            Reply long1 = door.json("[" + Events.followUp("long", "x".repeat(300_000)) + "," + Events.thumb("a") + "]");
            assertThat(long1.accepted()).containsExactly("a");
            assertThat(long1.rejected().get(0)).startsWith("0 \"long\" the event's text has more than 262144 bytes");
            assertThat(onTopic()).extracting(Interaction::getEventId).containsExactly("a");
        }
    }

    @Test
    void takesLargeEventsWithinTheBounds() throws Exception {
        try (Door door = door(CONFIG)) {
            String text = "x".repeat(250_000);
            Reply reply = door.json("""
                    {"type":"edit","event_id":"big","conversation_id":"c","turn_id":"t","text":"%s"}""".formatted(text));
            assertThat(reply.status()).isEqualTo(202);
            assertThat(((Edit) onTopic().get(0).getPayload()).getText()).isEqualTo(text);
        }
    }
}
