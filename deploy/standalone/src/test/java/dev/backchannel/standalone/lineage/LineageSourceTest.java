package dev.backchannel.standalone.lineage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.avro.Acceptance;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Thumb;
import dev.backchannel.avro.ThumbValue;
import dev.backchannel.avro.Verdict;
import dev.backchannel.standalone.Main;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.cli.CommandLines;
import dev.backchannel.standalone.lineage.LineageQuestion.Kind;
import dev.backchannel.standalone.source.Caller;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One history on a real broker: aa teaches p1 and p2, the gate refuses bad (p3), bb teaches p4 and replays p1. First was
 * deleted by retention.
 */
class LineageSourceTest {
    private static TestLog log;
    private static LineageSource source;

    @BeforeAll
    static void write(@TempDir Path folder) {
        log = new TestLog(folder);
        source = LineageSource.topics(log.servers(), log.topics().settings());
        log.turn("c1", "turn-0", "base");
        log.turn("c1", "turn-1", "first");
        log.event("c1", "edit-1", "turn-1", new Edit("better"));
        log.event("c2", "thumb-2", "turn-2", new Thumb(ThumbValue.UP, null));
        log.event("c2", "nothing", "turn-2", new Acceptance());
        log.event("c3", "thumb-3", "turn-3", new Thumb(ThumbValue.UP, null));
        log.pair("p1", "c1", "edit-1");
        log.label("p2", "c2", true, "thumb-2", "turn-9#follow-up");
        log.label("p3", "c3", true, "thumb-3");
        log.pair("p4", "c4", "edit-4");
        log.disposition("c1", "edit-1", Outcome.MINED, "p1", "edited");
        log.disposition("c3", "thumb-3", Outcome.MINED, "p3", "thumb");
        log.disposition("c3", "thumb-3", Outcome.REVERTED, "p3", "the gate refused checkpoint bad");
        log.disposition("c5", "late", Outcome.EXPIRED, null, "too late");
        log.checkpoint("first", null, 0, Verdict.PASSED);
        log.step(1, "first", "p1", "p2");
        log.checkpoint("aa", "first", 1, Verdict.PASSED);
        log.step(2, "aa", "p3");
        log.checkpoint("bad", "aa", 2, Verdict.REFUSED);
        log.step(3, "aa", "p4", "*p1");
        log.checkpoint("bb", "aa", 3, Verdict.INSUFFICIENT);
        log.send(log.topics().checkpoints, "first", null);
        log.step(4, "bb", "p5");
        log.turn("c6", "turn-a", "aa");
        log.turn("c6", "turn-b", "bb");
        log.turn("c6", "turn-b", "bb"); // the same again
        log.turn("c7", "turn-c", "bb");
    }

    @AfterAll
    static void stop() {
        log.close();
    }

    private static JsonNode ask(Kind kind, String id) {
        return source.answer(new LineageQuestion(kind, id));
    }

    private static List<String> texts(JsonNode array, String field) {
        List<String> texts = new ArrayList<>();
        array.forEach(item ->
                texts.add(field == null ? item.asText() : item.path(field).asText()));
        return texts;
    }

    @Test
    void aCheckpointNamesItsParentsItsPreferencesAndWhoTaughtThem() {
        JsonNode answer = ask(Kind.CHECKPOINT, "bb");

        assertThat(answer.path("step").asLong()).isEqualTo(3);
        assertThat(answer.path("served").asBoolean()).isTrue();
        assertThat(answer.path("head").asBoolean()).isTrue();
        assertThat(answer.path("verdict").asText()).isEqualTo("INSUFFICIENT");
        assertThat(texts(answer.path("reasons"), null)).contains("drift: 0.1 of 2.0");
        assertThat(texts(answer.path("parents"), "checkpointId")).containsExactly("aa", "first");
        assertThat(texts(answer.path("parents"), "verdict")).containsExactly("PASSED", "DELETED");
        assertThat(texts(answer.path("fresh"), "preferenceId")).containsExactly("p4");
        assertThat(texts(answer.path("replayed"), "preferenceId")).containsExactly("p1");
        assertThat(texts(answer.path("events"), null)).containsExactly("edit-4");
        assertThat(texts(answer.path("users"), null)).containsExactly("user of c4");
        assertThat(texts(answer.path("conversations"), null)).containsExactly("c4");
    }

    @Test
    void aTenantIsToldOfItsOwnUsersOnly() {
        for (Kind kind : Kind.values()) {
            String id = kind == Kind.CHECKPOINT ? "bb" : kind == Kind.EVENT ? "edit-4" : "turn-b";
            assertThat(source.answer(new LineageQuestion(kind, id, Optional.of("default"))))
                    .isEqualTo(ask(kind, id));
        }
        JsonNode checkpoint = source.answer(new LineageQuestion(Kind.CHECKPOINT, "bb", Optional.of("bolt")));
        assertThat(checkpoint.path("step").asLong()).isEqualTo(3);
        for (String field : List.of("fresh", "replayed", "events", "users", "conversations")) {
            assertThat(checkpoint.path(field)).as(field).isEmpty();
        }
        assertThatThrownBy(() -> source.answer(new LineageQuestion(Kind.EVENT, "edit-4", Optional.of("bolt"))))
                .isInstanceOf(NotOnTheLogException.class);
        assertThatThrownBy(() -> source.answer(new LineageQuestion(Kind.ANSWER, "turn-b", Optional.of("bolt"))))
                .isInstanceOf(NotOnTheLogException.class);
    }

    @Test
    void aRefusedCheckpointIsNotServed() {
        JsonNode answer = ask(Kind.CHECKPOINT, "bad");
        assertThat(answer.path("served").asBoolean()).isFalse();
        assertThat(texts(answer.path("fresh"), "preferenceId")).containsExactly("p3");
    }

    @Test
    void aBeginningOfAnIdWillDoIfItIsTheOnlyOne() {
        assertThat(ask(Kind.CHECKPOINT, "a").path("checkpointId").asText()).isEqualTo("aa");
        assertThatThrownBy(() -> ask(Kind.CHECKPOINT, "b")).hasMessageContaining("2 checkpoints begin with b");
        assertThatThrownBy(() -> ask(Kind.CHECKPOINT, "zz"))
                .isInstanceOf(NotOnTheLogException.class)
                .hasMessageContaining("zz");
    }

    @Test
    void anEventThatTaughtNamesTheCheckpointAndTheAnswersSince() {
        JsonNode signal = ask(Kind.EVENT, "edit-1").path("signals").path(0);

        assertThat(signal.path("became").asText()).isEqualTo("taught");
        assertThat(signal.path("kind").asText()).isEqualTo("edit");
        assertThat(signal.path("userId").asText()).isEqualTo("user of c1");
        assertThat(signal.path("firstCheckpoint").asText()).isEqualTo("aa");
        assertThat(signal.path("firstStep").asLong()).isEqualTo(1);
        assertThat(signal.path("answersSince").asLong()).isEqualTo(3);
        assertThat(signal.path("preferences")
                        .path(0)
                        .path("preference")
                        .path("preferenceId")
                        .asText())
                .isEqualTo("p1");
        assertThat(ask(Kind.EVENT, "edit-4")
                        .path("signals")
                        .path(0)
                        .path("answersSince")
                        .asLong())
                .isEqualTo(2);
    }

    @Test
    void aFollowUpIsFoundByTheTurnThatCarriedIt() {
        JsonNode signal = ask(Kind.EVENT, "turn-9").path("signals").path(0);
        assertThat(signal.path("signal").asText()).isEqualTo("turn-9#follow-up");
        assertThat(signal.path("became").asText()).isEqualTo("taught");
    }

    @Test
    void anEventThatDidNotTeachSaysWhy() {
        JsonNode reverted = ask(Kind.EVENT, "thumb-3").path("signals").path(0);
        assertThat(reverted.path("became").asText()).isEqualTo("reverted");
        assertThat(reverted.path("reason").asText()).contains("refused checkpoint bad");
        assertThat(reverted.path("preferences").path(0).path("served").asBoolean())
                .isFalse();
        assertThat(reverted.has("firstCheckpoint")).isFalse();
        assertThat(ask(Kind.EVENT, "late")
                        .path("signals")
                        .path(0)
                        .path("became")
                        .asText())
                .isEqualTo("expired");
        assertThat(ask(Kind.EVENT, "nothing")
                        .path("signals")
                        .path(0)
                        .path("became")
                        .asText())
                .isEqualTo("in_flight");
        assertThatThrownBy(() -> ask(Kind.EVENT, "unheard")).isInstanceOf(NotOnTheLogException.class);
    }

    @Test
    void anAnswerNamesWhatHadTaughtItsPolicy() {
        JsonNode answer = ask(Kind.ANSWER, "turn-b");
        assertThat(answer.path("checkpoint").asText()).isEqualTo("bb");
        assertThat(answer.path("preferences").asInt()).isEqualTo(3);
        assertThat(answer.path("bySignal").path("edit").asInt()).isEqualTo(2);
        assertThat(answer.path("users").asInt()).isEqualTo(3);
        assertThat(texts(answer.path("recent"), "preferenceId")).containsExactly("p4", "p2", "p1");

        assertThat(ask(Kind.ANSWER, "turn-a").path("preferences").asInt()).isEqualTo(2);
        assertThat(ask(Kind.ANSWER, "turn-0").path("note").asText()).contains("nothing had taught it");
        assertThatThrownBy(() -> ask(Kind.ANSWER, "thumb-2")).isInstanceOf(NotOnTheLogException.class);
    }

    @Test
    void aServerAnswersTheSame() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Router router = Router.router(vertx);
            new LineageRoutes(vertx, source).mount(router);
            int port = vertx.createHttpServer()
                    .requestHandler(router)
                    .listen(0, "127.0.0.1")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get()
                    .actualPort();
            LineageSource remote = LineageSource.server(Caller.anybody(), URI.create("http://127.0.0.1:" + port));

            for (Kind kind : Kind.values()) {
                String id = kind == Kind.CHECKPOINT ? "bb" : kind == Kind.EVENT ? "turn-9#follow-up" : "turn-b";
                assertThat(remote.answer(new LineageQuestion(kind, id)))
                        .isEqualTo(LineageSource.JSON.readTree(ask(kind, id).toString()));
            }
            assertThatThrownBy(() -> remote.answer(new LineageQuestion(Kind.ANSWER, "no such/turn")))
                    .isInstanceOf(NotOnTheLogException.class)
                    .hasMessageContaining("no such/turn");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().get();
        }
        assertThatThrownBy(() -> LineageSource.server(Caller.anybody(), URI.create("http://127.0.0.1:1"))
                        .answer(new LineageQuestion(Kind.ANSWER, "t")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is the server up");
    }

    @Test
    void theCommandPrintsALineForEachFigureOrOneObject() {
        String page = command("lineage", "checkpoint", "bb", "--bootstrap-servers", log.servers());
        assertThat(page)
                .contains("verdict          INSUFFICIENT")
                .contains("fresh (1)")
                .contains("p4");
        assertThat(command("lineage", "event", "edit-1", "--bootstrap-servers", log.servers()))
                .contains("became           taught")
                .contains("answers since    3");
        String json = command("lineage", "answer", "turn-b", "--json", "--bootstrap-servers", log.servers());
        assertThat(json.lines()).hasSize(1).first().asString().startsWith("{").contains("\"checkpoint\":\"bb\"");
    }

    private static String command(String... arguments) {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            assertThat(CommandLines.of(new Main()).execute(arguments)).isZero();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
