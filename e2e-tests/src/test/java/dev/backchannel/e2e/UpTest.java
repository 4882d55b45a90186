package dev.backchannel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.e2e.system.Api;
import dev.backchannel.e2e.system.Cli;
import dev.backchannel.e2e.system.RunningSystem;
import dev.backchannel.standalone.UserError;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The thinnest way around the loop: chat, edit, and the next answer comes from a checkpoint that the edit taught. */
class UpTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    static Path folder;

    private static RunningSystem system;
    private static Api api;

    @BeforeAll
    static void start() {
        system = RunningSystem.start(folder.resolve("data"));
        api = system.api();
    }

    @AfterAll
    static void stop() {
        system.close();
    }

    @Test
    void anEditIsServedSecondsLaterAndTheLedgerBalances() {
        long stepsBefore = status().get("newestStep").asLong();
        // A twentieth of all conversations is held back to judge by, so one edit alone might teach nothing.
        for (int i = 0; i < 8; i++) {
            JsonNode answer = api.chat("When do you open on Sunday?", "edited-" + i, "ann")
                    .json();
            ObjectNode edit = JSON.createObjectNode()
                    .put("type", "edit")
                    .put("event_id", "edit-" + i)
                    .put("conversation_id", "edited-" + i)
                    .put("turn_id", answer.get("id").asText())
                    .put("user_id", "ann")
                    .put("text", "We open at nine on Sundays.");
            Api.Reply accepted = api.post("/v1/events", edit.toString());
            assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        }

        await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            JsonNode status = status();
            assertThat(status.get("newestStep").asLong()).isGreaterThan(stepsBefore);
            assertThat(api.chat("When do you open on Sunday?", "afterwards", "bob")
                            .headers()
                            .get("x-backchannel-checkpoint"))
                    .isEqualTo(status.get("newestCheckpoint").asText());
        });

        Cli.Result audit = Cli.run("audit", "--url", system.standalone().url().toString(), "--settle", "60", "--json");
        assertThat(audit.exit()).as(audit.out() + audit.err()).isZero();
        assertThat(audit.lastLine()).contains("\"balanced\":true").contains("\"unaccounted\":0");
        assertThat(audit.lastLine()).containsPattern("\"taught\":[1-9]");
    }

    @Test
    void thePageShowsWhatIsServed() {
        Api.Reply page = api.get("/");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.headers().get("content-type")).startsWith("text/html");
        assertThat(page.body()).contains("/page/main.js");
        assertThat(status().get("served").asText()).isNotBlank();
    }

    @Test
    void healthReadinessAndMetricsAnswer() {
        assertThat(api.get("/healthz").status()).isEqualTo(200);
        assertThat(api.get("/readyz").json().get("roles").properties())
                .hasSize(5)
                .allSatisfy(role -> assertThat(role.getValue().asBoolean()).isTrue());
        assertThat(api.get("/metrics").body()).contains("# TYPE ");
    }

    @Test
    void aSecondProcessOnTheSameFolderIsRefused() {
        Path data = folder.resolve("data");
        assertThatThrownBy(() -> dev.backchannel.standalone.system.Standalone.start(
                        RunningSystem.settings(Map.of("data", data.toString()))))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(data.toString());

        Cli.Result second = Cli.run("up", "--data", data.toString(), "--port", "0");
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.err()).contains(data.toString()).contains("another").doesNotContain("\tat ");
        assertThat(Files.exists(data.resolve("bootstrap"))).isTrue();
    }

    private static JsonNode status() {
        return api.get("/v1/status").json();
    }
}
