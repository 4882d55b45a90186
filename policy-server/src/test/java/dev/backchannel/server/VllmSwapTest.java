package dev.backchannel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.server.testing.VllmCase;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Checkpoints with a pool behind the server. */
class VllmSwapTest extends VllmCase {
    @Test
    void aSilentNoOpIsRefusedWithAnAlertAndTheOldOneGoesOn() throws Exception {
        Checkpoint good = serve();
        first.silentNoOp = true;
        second.silentNoOp = true;
        Checkpoint idle = publish();

        await().untilAsserted(() ->
                assertThat(alerts("swap_refused", idle.getCheckpointId())).hasSize(1));
        assertThat(alerts("swap_refused", idle.getCheckpointId()).get(0).getMessage())
                .contains("the learner saw");
        assertThat(server.role().checkpoint()).isEqualTo(good.getCheckpointId());
        assertThat(first.loaded()).doesNotContain("backchannel-" + idle.getCheckpointId());
        assertThat(ask(question("Still?", "policy")).headers().firstValue("x-backchannel-checkpoint"))
                .contains(good.getCheckpointId());
    }

    @Test
    void anUpstreamThatDoesNotTakeItGetsNoneOfItsRequests() throws Exception {
        second.refuseLoads = 500;
        Checkpoint checkpoint = serve();
        first.asked.clear();
        second.asked.clear();
        for (int i = 0; i < 6; i++) {
            assertThat(ask(question("Who are you " + i, "policy")).statusCode()).isEqualTo(200);
        }
        assertThat(first.asked).hasSize(6);
        assertThat(second.asked).isEmpty();
        await().untilAsserted(() -> assertThat(alerts("upstream_refused", checkpoint.getCheckpointId()))
                .hasSize(1));
        assertThat(alerts("upstream_refused", checkpoint.getCheckpointId())
                        .get(0)
                        .getMessage())
                .contains("max_lora_rank", second.url());
    }

    @Test
    void theOldOneGoesOnWhileAnUpstreamLoadsSlowly() throws Exception {
        Checkpoint old = serve();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        first.loadGate = gate;
        second.loadGate = gate;
        Checkpoint next = publish();
        for (int i = 0; i < 4; i++) {
            assertThat(ask(question("Meanwhile " + i, "policy")).headers().firstValue("x-backchannel-checkpoint"))
                    .contains(old.getCheckpointId());
        }
        gate.complete(null);
        await().until(() -> server.role().checkpoint().equals(next.getCheckpointId()));
    }

    @Test
    void whatAnUpstreamForgetsIsLoadedAgainAndNoRequestFails() throws Exception {
        Checkpoint checkpoint = serve();
        first.forgetAdapters();
        second.forgetAdapters();
        HttpResponse<String> response = ask(question("Do you remember?", "policy"));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(JSON.readTree(response.body())
                        .at("/choices/0/message/content")
                        .asText())
                .isEqualTo(offline(checkpoint, "Do you remember?", 8).text());
        await().until(() -> first.loaded().contains("backchannel-" + checkpoint.getCheckpointId())
                && second.loaded().contains("backchannel-" + checkpoint.getCheckpointId()));
    }

    @Test
    void noMoreCheckpointsAreLoadedThanThereMayBe() throws Exception {
        for (int i = 0; i < MAX_ADAPTERS + 2; i++) {
            serve();
        }
        await().untilAsserted(() -> {
            assertThat(first.loaded()).hasSizeLessThanOrEqualTo(MAX_ADAPTERS);
            assertThat(second.loaded()).hasSizeLessThanOrEqualTo(MAX_ADAPTERS);
        });
        assertThat(first.loaded()).contains("backchannel-" + server.role().checkpoint());
    }
}
