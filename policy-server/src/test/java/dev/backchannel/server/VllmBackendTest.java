package dev.backchannel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Turn;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.Generated;
import dev.backchannel.server.testing.VllmCase;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Answers, scores and failures with a pool behind the server. */
class VllmBackendTest extends VllmCase {
    @Test
    void answersAsTheModelInThisProcessDoesAndRecordsWhatWasServed() throws Exception {
        Checkpoint checkpoint = serve();
        HttpResponse<String> response = ask(question("What is on?", "policy"));
        JsonNode body = JSON.readTree(response.body());
        Generated expected = offline(checkpoint, "What is on?", 8);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-backchannel-checkpoint")).contains(checkpoint.getCheckpointId());
        assertThat(body.at("/choices/0/message/content").asText()).isEqualTo(expected.text());
        assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(expected.tokens().length);
        Interaction event = turn(body.at("/id").asText());
        Turn turn = (Turn) event.getPayload();
        assertThat(turn.getPromptAsServed())
                .isEqualTo(model.prompts().render(List.of(ChatMessage.user("What is on?"))));
        assertThat(turn.getAnswerTokenIds())
                .containsExactly(
                        java.util.Arrays.stream(expected.tokens()).boxed().toArray(Integer[]::new));
        assertThat(turn.getCheckpoint()).isEqualTo(checkpoint.getCheckpointId());
        assertThat(turn.getBaseDigest()).isEqualTo(model.baseDigest());
        assertThat(JSON.readTree(ask(question("What is on?", "base")).body())
                        .at("/choices/0/message/content")
                        .asText())
                .isEqualTo(offline(null, "What is on?", 8).text());
    }

    @Test
    void streamsEachPieceAsItComesWithLogProbabilities() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        first.answerGate = gate;
        second.answerGate = gate;
        ObjectNode request = question("Stream it", "base").put("stream", true).put("logprobs", true);
        HttpResponse<InputStream> response = HttpClient.newHttpClient()
                .send(
                        server.request("/v1/chat/completions")
                                .POST(BodyPublishers.ofString(request.toString()))
                                .build(),
                        BodyHandlers.ofInputStream());
        StringBuilder events = new StringBuilder();
        byte[] part = new byte[4096];
        while (!events.toString().contains("\"logprob\"")) { // it comes while the upstream still holds the rest
            events.append(new String(part, 0, response.body().read(part), java.nio.charset.StandardCharsets.UTF_8));
        }
        gate.complete(null);
        events.append(new String(response.body().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8));

        StringBuilder text = new StringBuilder();
        int logProbs = 0;
        for (String line : events.toString().split("\n")) {
            if (line.startsWith("data: {")) {
                JsonNode chunk = JSON.readTree(line.substring(6));
                text.append(chunk.at("/choices/0/delta/content").asText(""));
                logProbs += chunk.at("/choices/0/logprobs/content").size();
            }
        }
        Generated expected = offline(null, "Stream it", 8);
        assertThat(text).hasToString(expected.text());
        assertThat(logProbs).isEqualTo(expected.tokens().length);
        assertThat(events).contains("data: [DONE]");
    }

    @Test
    void anotherUpstreamAnswersWhereOneBreaksOffBeforeTheFirstToken() throws Exception {
        serve();
        first.cutAfter = 0;
        for (int i = 0; i < 4; i++) {
            assertThat(ask(question("Go on " + i, "policy")).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void anAnswerThatIsBrokenOffLaterIsATurnWithAnError() throws Exception {
        Checkpoint checkpoint = serve();
        int shown = 7;
        String question = java.util.stream.IntStream.range(0, 100)
                .mapToObj(i -> "Cut me " + i)
                .filter(text -> !offline(checkpoint, text, shown).text().isEmpty()
                        && offline(checkpoint, text, shown + 1).tokens().length == shown + 1)
                .findFirst()
                .orElseThrow();
        first.cutAfter = shown;
        second.cutAfter = shown;
        HttpResponse<String> response =
                ask(question(question, "policy").put("stream", true).put("user", "cut"));
        assertThat(response.body()).contains("upstream_failed", "[DONE]");
        Interaction event = await().until(
                        () -> broker.read(broker.topics().interactions).stream()
                                .filter(one -> "cut".equals(one.getUserId()))
                                .findFirst()
                                .orElse(null),
                        one -> one != null);
        Turn turn = (Turn) event.getPayload();
        assertThat(turn.getFinishReason()).isEqualTo(FinishReason.ERROR);
        assertThat(turn.getError()).isNotBlank();
        assertThat(turn.getResponse()).isNotEmpty();
    }

    @Test
    void failuresBehindItAre502AndNobodyThereIs503BothWithRetryAfter() throws Exception {
        first.refuseAnswers = 500;
        second.refuseAnswers = 500;
        HttpResponse<String> failed = ask(question("Fail", "base"));
        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(failed.headers().firstValue("retry-after")).isPresent();
        assertThat(failed.body()).contains("the engine is dead");
        first.refuseAnswers = 503;
        second.refuseAnswers = 503;
        assertThat(ask(question("Busy", "base")).statusCode()).isEqualTo(503);
        first.stop();
        second.stop();
        try {
            HttpResponse<String> away = ask(question("Anybody?", "base"));
            assertThat(away.statusCode()).isEqualTo(503);
            assertThat(away.headers().firstValue("retry-after")).isPresent();
            await().until(() -> !server.role().ready());
        } finally {
            first.startAgain();
            second.startAgain();
        }
        await().until(() -> server.role().ready());
    }

    @Test
    void aClientThatGoesAwayEndsTheAnswerThereToo() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        first.answerGate = gate;
        second.answerGate = gate;
        int before = first.aborted.get() + second.aborted.get();
        CompletableFuture<HttpResponse<InputStream>> response = HttpClient.newHttpClient()
                .sendAsync(
                        server.request("/v1/chat/completions")
                                .POST(BodyPublishers.ofString(question("Never mind", "base")
                                        .put("stream", true)
                                        .toString()))
                                .build(),
                        BodyHandlers.ofInputStream());
        response.get().body().close();
        await().until(() -> server.metric("vllm:num_requests_running") == 0);
        gate.complete(null);
        await().until(() -> first.aborted.get() + second.aborted.get() == before + 1);
    }

    @Test
    void scoresByThePromptLogProbabilities() throws Exception {
        ObjectNode request = JSON.createObjectNode();
        request.putArray("messages").addObject().put("role", "user").put("content", "Is it open?");
        var continuations = request.putArray("continuations");
        for (int i = 0; i < 40; i++) {
            continuations.add("Thanks" + ".".repeat(i % 7));
        }
        JsonNode body =
                JSON.readTree(server.post("/v1/score", request.toString()).body());
        int[] prefix = model.prompts().nextUserPrefix(List.of(ChatMessage.user("Is it open?")));
        for (int i = 0; i < 40; i++) {
            int[] ids = model.prompts().content("Thanks" + ".".repeat(i % 7));
            float[] each = model.tokenLogProbs(List.of(new Completion(prefix, ids)), null)[0];
            double sum = 0;
            for (float value : each) {
                sum += value;
            }
            assertThat(body.at("/scores/" + i + "/meanLogProb").asDouble())
                    .isCloseTo(sum / each.length, Offset.offset(1e-4));
        }
    }

    @Test
    void whereTokenIdsAreNotToldTheTurnHasNone() throws Exception {
        first.withoutTokenIds = true;
        second.withoutTokenIds = true;
        JsonNode body = JSON.readTree(ask(question("Which tokens?", "base")).body());
        assertThat(body.at("/usage/completion_tokens").asInt()).isPositive();
        Turn turn = (Turn) turn(body.at("/id").asText()).getPayload();
        assertThat(turn.getAnswerTokenIds()).isEmpty();
        assertThat(turn.getResponse())
                .isEqualTo(offline(null, "Which tokens?", 8).text());
    }
}
