package dev.backchannel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Turn;
import dev.backchannel.e2e.system.Api;
import dev.backchannel.e2e.system.Records;
import dev.backchannel.e2e.system.UpProcess;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.testing.TinyBase;
import dev.backchannel.testing.vllm.VllmServer;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code up --backend vllm}: the pool answers, its answers teach here, and what was learned is served there. */
@Tag("load")
class VllmUpTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void theLoopClosesOverAPool() throws Exception {
        Path base = folder.resolve("model");
        try (PolicyModel model = TinyBase.load(base, 1);
                VllmServer vllm = new VllmServer(model);
                UpProcess up = UpProcess.start(
                        folder.resolve("data"),
                        "--model",
                        base.toString(),
                        "--backend",
                        "vllm",
                        "--upstream",
                        vllm.url(),
                        "--set",
                        "threads=1")) {
            Api api = up.api();
            String before = checkpoint(api.chat("Is it open?", "first", "ann"));
            for (int i = 0; i < 8; i++) {
                edit(api, "c" + i);
            }
            String learned = await().atMost(PATIENCE)
                    .until(() -> checkpoint(api.chat("Is it open?", "later", "bob")), found -> !found.equals(before));

            assertThat(vllm.loaded()).contains("backchannel-" + learned);
            assertThat(vllm.asked).contains("backchannel-" + learned);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(
                            Records.of(up.bootstrapServers(), new Topics(TopicSettings.singleBroker()).interactions))
                    .filteredOn(event -> event.getPayload() instanceof Turn)
                    .extracting(Interaction::getPayload)
                    .extracting(Turn.class::cast)
                    .anySatisfy(turn -> {
                        assertThat(turn.getCheckpoint()).isEqualTo(learned);
                        assertThat(turn.getAnswerTokenIds()).isNotEmpty();
                    }));
            assertThat(up.stop()).as(up.output()).isZero();
        }
    }

    private static void edit(Api api, String conversation) {
        Api.Reply answer = api.chat("Is it open, " + conversation + "?", conversation, conversation);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        ObjectNode edit = JSON.createObjectNode()
                .put("type", "edit")
                .put("event_id", conversation + "-edit")
                .put("conversation_id", conversation)
                .put("turn_id", answer.json().get("id").asText())
                .put("user_id", conversation)
                .put("text", "Yes, until nine, " + conversation + ".");
        Api.Reply accepted = api.post("/v1/events", edit.toString());
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
    }

    private static String checkpoint(Api.Reply reply) {
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return reply.headers().get("x-backchannel-checkpoint");
    }
}
