package dev.backchannel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.e2e.system.Api;
import dev.backchannel.e2e.system.Cli;
import dev.backchannel.e2e.system.RunningSystem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With --shadow the house learns, and keeps it to itself until the flag goes away. */
class ShadowTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Test
    void whatIsLearnedInShadowIsNotServedUntilLearningGoesOnWithoutIt(@TempDir Path folder) {
        String learned;
        try (RunningSystem system = RunningSystem.start(folder, Map.of("shadow", "true"))) {
            Api api = system.api();
            edit(api, "dark");
            learned = awaitLearned(api, 0);
            assertThat(status(api).get("shadow").asBoolean()).isTrue();
            assertThat(status(api).get("served").asText()).isEqualTo("base");
            assertThat(api.chat("When do you open on Sunday?", "afterwards", "bob")
                            .headers()
                            .get("x-backchannel-checkpoint"))
                    .isEqualTo("base");
            String url = system.standalone().url().toString();
            Cli.Result audit = Cli.run("audit", "--url", url, "--settle", "60", "--json");
            assertThat(audit.exit()).as(audit.out() + audit.err()).isZero();
            assertThat(audit.lastLine()).contains("\"balanced\":true").containsPattern("\"taught\":[1-9]");
            assertThat(audit.lastLine()).contains("taught in shadow");
            Cli.Result lineage = Cli.run("lineage", "checkpoint", learned, "--url", url, "--json");
            assertThat(lineage.lastLine()).contains("\"shadow\":true").contains("\"served\":false");
        }
        try (RunningSystem system = RunningSystem.start(folder, Map.of())) {
            Api api = system.api();
            long before = status(api).get("newestStep").asLong();
            assertThat(status(api).get("served").asText()).isEqualTo("base");
            edit(api, "light");
            String served = awaitLearned(api, before);
            await().atMost(PATIENCE)
                    .until(() -> status(api).get("served").asText().equals(newest(api))
                            && !newest(api).equals(learned));
            Cli.Result lineage = Cli.run(
                    "lineage",
                    "checkpoint",
                    served,
                    "--url",
                    system.standalone().url().toString(),
                    "--json");
            assertThat(lineage.lastLine()).contains("\"shadow\":false").contains("\"served\":true");
            assertThat(lineage.lastLine()).contains(learned);
        }
    }

    private static void edit(Api api, String name) {
        // A twentieth of all conversations is held back to judge by, so one edit alone might teach nothing.
        for (int i = 0; i < 8; i++) {
            JsonNode answer =
                    api.chat("When do you open on Sunday?", name + i, "ann").json();
            ObjectNode edit = JSON.createObjectNode()
                    .put("type", "edit")
                    .put("event_id", "edit-" + name + i)
                    .put("conversation_id", name + i)
                    .put("turn_id", answer.get("id").asText())
                    .put("user_id", "ann")
                    .put("text", "We open at nine on Sundays.");
            Api.Reply accepted = api.post("/v1/events", edit.toString());
            assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        }
    }

    /** The newest checkpoint once there is a further one. */
    private static String awaitLearned(Api api, long step) {
        await().atMost(PATIENCE).until(() -> status(api).get("newestStep").asLong() > step);
        return newest(api);
    }

    private static String newest(Api api) {
        return status(api).get("newestCheckpoint").asText();
    }

    private static JsonNode status(Api api) {
        return api.get("/v1/status").json();
    }
}
