package dev.backchannel.e2e.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.backchannel.access.Scope;
import dev.backchannel.avro.Edit;
import dev.backchannel.avro.Interaction;
import dev.backchannel.e2e.system.Records;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.audit.AuditSource;
import dev.backchannel.topics.Topic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The doors let in whom they should, and nobody else: each line of the table in docs/security.md, over real TLS. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DoorsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String GLOBEX_EVENT = "globex-turn";
    private static final Path DOCUMENT = Path.of("..", "docs", "security.md");

    private Guarded guarded;
    private List<Negative> cases;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        guarded = Guarded.start(folder);
        Body turn = new Body("", """
                {"type":"turn","event_id":"%s","conversation_id":"g1","messages":[{"role":"user","content":"hi"}],"response":"ho"}""".formatted(GLOBEX_EVENT));
        assertThat(send("POST /v1/events", guarded.key("globex", Scope.INGEST), turn)
                        .status())
                .isEqualTo(202);
        cases = new ArrayList<>();
        cases.addAll(KeyCases.nobody());
        cases.addAll(KeyCases.wrong(guarded));
        cases.addAll(KeyCases.otherScopes(guarded));
        cases.addAll(TenantCases.all(guarded, GLOBEX_EVENT));
        cases.addAll(TokenCases.forged(guarded));
        cases.addAll(TokenCases.stretched(guarded));
        cases.addAll(JwtCases.all(guarded));
        cases.addAll(LimitCases.sizes(guarded));
        cases.addAll(LimitCases.slowness(guarded));
        cases.addAll(LimitCases.origins(guarded));
    }

    @AfterAll
    void stop() {
        if (guarded != null) {
            guarded.close();
        }
    }

    Stream<Negative> cases() {
        return cases.stream();
    }

    @Order(1)
    @ParameterizedTest
    @MethodSource("cases")
    void doesNotGetThrough(Negative one) throws IOException {
        Wire.Reply reply = one.sending().by(guarded.wire);

        assertThat(reply.status()).as(reply.text()).isEqualTo(one.status());
        assertThat(reply.text()).contains(one.reason()).doesNotContain("\tat ", "Exception");
    }

    @Order(2)
    @Test
    void nothingOfItIsOnTheTopic() {
        assertThat(interactions())
                .extracting(Interaction::getEventId)
                .contains(GLOBEX_EVENT)
                .doesNotContain(Body.FORBIDDEN_ID);
    }

    @Order(2)
    @Test
    void theDocumentShowsEveryCase() throws IOException {
        List<String> rows = cases.stream().map(Negative::row).toList();
        List<String> lines = Files.readAllLines(DOCUMENT);
        if (Boolean.getBoolean("backchannel.cases.write")) {
            lines.removeIf(DoorsTest::isRow);
            lines.addAll(rows);
            Files.write(DOCUMENT, lines);
        }

        assertThat(cases).hasSizeGreaterThanOrEqualTo(60);
        assertThat(new HashSet<>(cases.stream().map(Negative::name).toList())).hasSameSizeAs(cases);
        assertThat(lines.stream().filter(DoorsTest::isRow).toList())
                .as("-Dbackchannel.cases.write=true with this test writes the table")
                .isEqualTo(rows);
    }

    private static boolean isRow(String line) {
        return line.matches("\\| .* \\| (\\d{3}|closed) \\| .* \\|");
    }

    /** Else a door that lets nobody in would pass. */
    @Order(3)
    @Test
    void everyKeyOpensWhatItIsFor() throws Exception {
        for (String tenant : new String[] {"acme", "globex"}) {
            assertThat(send("GET /v1/models", guarded.key(tenant, Scope.CHAT), Body.NONE)
                            .status())
                    .isEqualTo(200);
            assertThat(send("GET /v1/profiles/u1", guarded.key(tenant, Scope.PROFILE), Body.NONE)
                            .status())
                    .isEqualTo(200);
            assertThat(send("GET /metrics", guarded.key(tenant, Scope.OPERATE), Body.NONE)
                            .status())
                    .isEqualTo(200);
            assertThat(send("GET /", guarded.key(tenant, Scope.OPERATE), Body.NONE)
                            .status())
                    .isEqualTo(200);
        }
        Who everybody = guarded.key("*", Scope.OPERATE);
        Who basic = Who.basic("", "operator", everybody.credential());
        for (String path : List.of("/v1/audit", "/v1/status", "/", "/page/main.js")) {
            assertThat(send("GET " + path, everybody, Body.NONE).status())
                    .as(path)
                    .isEqualTo(200);
            assertThat(send("GET " + path, basic, Body.NONE).status()).as(path).isEqualTo(200);
        }
        Who jwt = Who.bearer("", guarded.jwts.signed(Jwts.claims()));
        assertThat(send("GET /v1/models", jwt, Body.NONE).status()).isEqualTo(200);
        assertThat(send("GET /healthz", Who.NOBODY, Body.NONE).status()).isEqualTo(200);
        assertThat(send("GET /readyz", Who.NOBODY, Body.NONE).status()).isEqualTo(200);
        assertThat(send("GET /v1/lineage/answer/" + GLOBEX_EVENT, guarded.key("globex", Scope.OPERATE), Body.NONE)
                        .status())
                .isEqualTo(200);
    }

    @Order(3)
    @Test
    void anUnmodifiedClientChatsWithAKey() {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(guarded.system.standalone().url() + "/v1")
                .apiKey(guarded.key("acme", Scope.CHAT).credential())
                .sslSocketFactory(guarded.certificate.context().getSocketFactory())
                .trustManager(guarded.certificate.trustManager())
                .hostnameVerifier((name, session) -> true)
                .build();
        var completion = client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model("policy")
                        .maxCompletionTokens(2)
                        .addUserMessage("hi")
                        .build());
        assertThat(completion.id()).isNotBlank();
    }

    @Order(3)
    @Test
    void aBrowserSendsFeedbackOnItsTurnAndTheLoopGoesOn() throws Exception {
        Wire.Reply answer = send(
                "POST /v1/chat/completions",
                guarded.key("acme", Scope.CHAT),
                Body.chat("", ",\"user\":\"u1\",\"metadata\":{\"conversation_id\":\"c1\"}"));
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonNode completion =
                JSON.readTree(answer.text().substring(answer.text().indexOf("\r\n\r\n")));
        String turn = completion.get("id").asText();
        Who token = Who.bearer("", answer.header("x-backchannel-feedback-token"));
        String edit =
                "{\"type\":\"edit\",\"event_id\":\"browser\",\"conversation_id\":\"c1\",\"text\":\"Please be brief.\"}";

        Wire.Reply asked = guarded.wire.send(Negative.bytes(
                "OPTIONS /v1/events",
                Who.NOBODY,
                "",
                "origin: " + Guarded.PAGE_ORIGIN,
                "access-control-request-method: POST",
                "access-control-request-headers: authorization,content-type"));
        assertThat(asked.status()).isEqualTo(204);
        Wire.Reply sent =
                guarded.wire.send(Negative.bytes("POST /v1/events", token, edit, "origin: " + Guarded.PAGE_ORIGIN));
        assertThat(sent.status()).as(sent.text()).isEqualTo(202);
        assertThat(sent.header("access-control-allow-origin")).isEqualTo(Guarded.PAGE_ORIGIN);

        assertThat(interactions()).anySatisfy(event -> {
            assertThat(event.getEventId()).isEqualTo("browser");
            assertThat(event.getPayload()).isInstanceOf(Edit.class);
            assertThat(event.getTenant()).isEqualTo("acme");
            assertThat(event.getTurnId()).isEqualTo(turn);
            assertThat(event.getUserId()).isEqualTo("u1");
        });
        // The mining worker asks this very server, through the same doors.
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                        Records.of(guarded.system.bootstrapServers(), guarded.system.topics().miningResults))
                .isNotEmpty()
                .allSatisfy(result -> assertThat(result.getError()).isNull()));
    }

    @Order(3)
    @Test
    void aCommandShowsTheKeyOfItsConfiguration() {
        AuditSource audit = AuditSource.server(
                guarded.caller(guarded.key("*", Scope.OPERATE)),
                guarded.system.standalone().url());
        assertThat(audit.read(Duration.ZERO, report -> {}).accepted()).isPositive();
        assertThatThrownBy(() -> AuditSource.server(
                                guarded.caller(guarded.key("acme", Scope.OPERATE)),
                                guarded.system.standalone().url())
                        .read(Duration.ZERO, report -> {}))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("needs_all_tenants")
                .hasMessageContaining("caller.key-file");
    }

    /** What one tenant says stays with it, whatever a header says. */
    @Order(3)
    @Test
    void tenantsDoNotSeeOneAnother() throws Exception {
        Body thumb = new Body(
                "",
                "{\"type\":\"thumb\",\"event_id\":\"own\",\"conversation_id\":\"g1\",\"turn_id\":\"" + GLOBEX_EVENT
                        + "\",\"value\":\"up\"}");
        assertThat(guarded.wire
                        .send(Negative.bytes(
                                "POST /v1/events",
                                guarded.key("acme", Scope.INGEST),
                                thumb.text(),
                                "x-backchannel-tenant: globex"))
                        .status())
                .isEqualTo(202);
        assertThat(interactions())
                .filteredOn(event -> event.getEventId().equals("own"))
                .singleElement()
                .satisfies(event -> assertThat(event.getTenant()).isEqualTo("acme"));
        assertThat(send("GET /v1/lineage/event/" + GLOBEX_EVENT, guarded.key("globex", Scope.OPERATE), Body.NONE)
                        .status())
                .isEqualTo(200);

        Body wish = new Body("", "{\"preferences\":[{\"sentence\":\"Please be brief.\"}]}");
        assertThat(send("PUT /v1/profiles/shared", guarded.key("globex", Scope.PROFILE), wish)
                        .status())
                .isBetween(200, 202);
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        send("GET /v1/profiles/shared", guarded.key("globex", Scope.PROFILE), Body.NONE)
                                .text())
                .contains("Please be brief."));
        assertThat(send("GET /v1/profiles/shared", guarded.key("acme", Scope.PROFILE), Body.NONE)
                        .text())
                .doesNotContain("Please be brief.");
    }

    private Wire.Reply send(String line, Who who, Body body) throws IOException {
        return guarded.wire.send(Negative.bytes(line, who, body.text()));
    }

    private List<Interaction> interactions() {
        Topic<String, Interaction> topic = guarded.system.topics().interactions;
        return Records.of(guarded.system.bootstrapServers(), topic);
    }
}
