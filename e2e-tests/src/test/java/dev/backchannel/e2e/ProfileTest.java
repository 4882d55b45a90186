package dev.backchannel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Turn;
import dev.backchannel.e2e.system.Api;
import dev.backchannel.e2e.system.Cli;
import dev.backchannel.e2e.system.Records;
import dev.backchannel.e2e.system.RunningSystem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user edits two answers; the next one to a similar question is shaped by what the edits say, until he has it forgotten. */
class ProfileTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String QUESTION = "When do you open on Sunday?";

    @Test
    void whatAUserEditsShapesTheNextAnswerUntilItIsForgotten(@TempDir Path folder) {
        try (RunningSystem system = RunningSystem.start(folder)) {
            Api api = system.api();
            List<String> edits = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                edits.add(edit(api, "before" + i));
            }
            JsonNode learned = await().atMost(PATIENCE)
                    .until(() -> profile(api), p -> evidence(p).containsAll(edits));
            assertThat(learned.get("version").asLong()).isPositive();
            assertThat(learned.get("preferences")).allSatisfy(preference -> {
                assertThat(preference.get("context").asText()).isEqualTo(QUESTION);
                assertThat(preference.get("stated").asBoolean()).isFalse();
            });

            Api.Reply shaped = api.chat("When do you open on Sundays?", "after", "ann");
            String turnId = shaped.json().get("id").asText();
            assertThat(shaped.headers())
                    .containsEntry(
                            "x-backchannel-profile", learned.get("version").asText());
            Turn turn = await().atMost(PATIENCE)
                    .until(() -> turn(system, turnId), Optional::isPresent)
                    .orElseThrow();
            assertThat(turn.getProfileVersion())
                    .isEqualTo(learned.get("version").asText());
            // Which of them depends on the answers that were drawn, and so on what the edits changed.
            assertThat(turn.getShapedBy()).isNotEmpty().allMatch(wish -> wish.startsWith("The user prefers"));
            assertThat(turn.getPromptAsServed()).contains("The user prefers");
            assertThat(turn.getMessages()).as("what the client sent").hasSize(1);

            Api.Reply forgotten = api.delete("/v1/profiles/ann");
            assertThat(forgotten.status()).as(forgotten.body()).isEqualTo(200);
            assertThat(forgotten.json().get("preferences")).isEmpty();
            String unshaped =
                    api.chat(QUESTION, "later", "ann").json().get("id").asText();
            assertThat(await().atMost(PATIENCE).until(() -> turn(system, unshaped), Optional::isPresent))
                    .hasValueSatisfying(later -> {
                        assertThat(later.getShapedBy()).isEmpty();
                        assertThat(later.getPromptAsServed()).doesNotContain("The user prefers");
                    });

            String url = system.standalone().url().toString();
            Cli.Result audit = Cli.run("audit", "--url", url, "--settle", "60", "--json");
            assertThat(audit.exit()).as(audit.out() + audit.err()).isZero();
            assertThat(audit.lastLine()).contains("\"balanced\":true").contains("\"profileChange\":{\"neutral\":1}");
        }
    }

    /** @return the edit's id */
    private static String edit(Api api, String conversation) {
        String turnId = api.chat(QUESTION, conversation, "ann").json().get("id").asText();
        String id = "edit-" + conversation;
        String edit = JSON.createObjectNode()
                .put("type", "edit")
                .put("event_id", id)
                .put("conversation_id", conversation)
                .put("turn_id", turnId)
                .put("user_id", "ann")
                .put("text", "- We open at nine.\n- We close at five.")
                .toString();
        Api.Reply accepted = api.post("/v1/events", edit);
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        return id;
    }

    private static JsonNode profile(Api api) {
        return api.get("/v1/profiles/ann").json();
    }

    private static List<String> evidence(JsonNode profile) {
        List<String> all = new ArrayList<>();
        profile.get("preferences").forEach(p -> p.get("evidence").forEach(id -> all.add(id.asText())));
        return all;
    }

    private static Optional<Turn> turn(RunningSystem system, String turnId) {
        return Records.of(system.bootstrapServers(), system.topics().interactions).stream()
                .filter(event -> event.getEventId().equals(turnId))
                .map(Interaction::getPayload)
                .map(Turn.class::cast)
                .findFirst();
    }
}
