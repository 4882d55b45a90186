package dev.backchannel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Turn;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.Generator;
import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.server.testing.ServerCase;
import dev.backchannel.testing.TinyBase;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChatTest extends ServerCase {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CHAT = "/v1/chat/completions";

    @Test
    void answersAsTheModelDoesAndEmitsTheTurn() throws Exception {
        HttpResponse<String> response = server.post(CHAT, """
                {"model":"policy","temperature":0,"max_tokens":12,"user":"u1","unknown_field":1,
                 "metadata":{"conversation_id":"c 1"},
                 "messages":[{"role":"user","content":"Hello"}]}""");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode body = JSON.readTree(response.body());
        Generated offline = offline("Hello", SamplingParameters.greedy(12));
        JsonNode choice = body.at("/choices/0");
        assertThat(choice.at("/message/content").asText()).isEqualTo(offline.text());
        assertThat(choice.at("/message/role").asText()).isEqualTo("assistant");
        assertThat(choice.at("/finish_reason").asText())
                .isEqualTo(offline.finishReason().wire());
        assertThat(body.at("/object").asText()).isEqualTo("chat.completion");
        assertThat(body.at("/system_fingerprint").asText()).isEqualTo("base");
        assertThat(body.at("/usage/completion_tokens").asInt()).isEqualTo(offline.tokens().length);
        assertThat(body.at("/usage/prompt_tokens").asInt()).isEqualTo(prompt("Hello").length);
        assertThat(response.headers().firstValue("x-backchannel-checkpoint")).hasValue("base");
        assertThat(response.headers().firstValue("x-backchannel-arm")).hasValue("candidate");
        assertThat(response.headers().firstValue("x-backchannel-conversation")).hasValue("c%201");

        String turnId = body.at("/id").asText();
        Interaction event = await().until(() -> emitted(turnId), java.util.Objects::nonNull);
        Turn turn = (Turn) event.getPayload();
        assertThat(event.getEventId()).isEqualTo(turnId);
        assertThat(event.getConversationId()).isEqualTo("c 1");
        assertThat(event.getUserId()).isEqualTo("u1");
        assertThat(event.getSource()).isEqualTo("policy-server");
        assertThat(turn.getResponse()).isEqualTo(offline.text());
        assertThat(turn.getAnswerTokenIds().stream().mapToInt(i -> i).toArray()).isEqualTo(offline.tokens());
        assertThat(turn.getPromptAsServed()).isEqualTo(model.prompts().render(List.of(ChatMessage.user("Hello"))));
        assertThat(turn.getFinishReason()).isEqualTo(offline.endOfTurn() ? FinishReason.STOP : FinishReason.LENGTH);
        assertThat(turn.getCheckpoint()).isEqualTo("base");
        assertThat(turn.getArm()).isEqualTo("candidate");
        assertThat(turn.getBaseDigest()).isEqualTo(model.baseDigest());
        assertThat(turn.getLatencyMs()).isGreaterThanOrEqualTo(turn.getFirstTokenMs());
    }

    @Test
    void streamsTheSameText() throws Exception {
        HttpResponse<String> response = server.post(CHAT, """
                {"model":"base","temperature":0.8,"top_p":0.9,"seed":7,"max_completion_tokens":20,"stream":true,"n":2,
                 "stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Stream"}]}""");

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).hasValue("text/event-stream; charset=utf-8");
        assertThat(response.headers().firstValue("x-backchannel-arm")).isEmpty();
        List<JsonNode> chunks = chunks(response.body());
        for (int choice = 0; choice < 2; choice++) {
            SamplingParameters drawn = new SamplingParameters(0.8, 0.9, 20, 7 + choice, List.of());
            assertThat(text(chunks, choice)).isEqualTo(offline("Stream", drawn).text());
        }
        JsonNode last = chunks.get(chunks.size() - 1);
        assertThat(last.at("/choices")).isEmpty();
        assertThat(last.at("/usage/total_tokens").asInt()).isPositive();
        assertThat(chunks.stream().map(chunk -> chunk.at("/id").asText()).distinct())
                .hasSize(1);
    }

    @Test
    void reportsLogProbabilitiesOfWhatItDrew() throws Exception {
        JsonNode body = JSON.readTree(server.post(CHAT, """
                        {"model":"base","temperature":0,"max_tokens":5,"logprobs":true,"top_logprobs":3,
                         "messages":[{"role":"user","content":"Hello"}]}""").body());
        JsonNode content = body.at("/choices/0/logprobs/content");
        int[] tokens = offline("Hello", SamplingParameters.greedy(5)).tokens();
        float[] expected =
                model.tokenLogProbs(List.of(new dev.backchannel.policy.Completion(prompt("Hello"), tokens)), null)[0];
        assertThat(content).hasSize(tokens.length);
        for (int i = 0; i < tokens.length; i++) {
            assertThat(content.get(i).at("/logprob").asDouble())
                    .isCloseTo(expected[i], org.assertj.core.data.Offset.offset(1e-4));
            assertThat(content.get(i).at("/top_logprobs")).hasSize(3);
            assertThat(content.get(i).at("/top_logprobs/0/logprob").asDouble())
                    .isEqualTo(content.get(i).at("/logprob").asDouble()); // greedy draws the likeliest
        }
    }

    @Test
    void endsAtAStopTextAndLeavesItsTokensOutOfTheTurn() throws Exception {
        String whole = offline("Hello", SamplingParameters.greedy(40)).text();
        String stop = whole.substring(5, 7);
        JsonNode body = JSON.readTree(server.post(
                        CHAT,
                        JSON.createObjectNode()
                                .put("model", "policy")
                                .put("temperature", 0)
                                .put("max_tokens", 40)
                                .put("stop", stop)
                                .set(
                                        "messages",
                                        JSON.createArrayNode()
                                                .add(JSON.createObjectNode()
                                                        .put("role", "user")
                                                        .put("content", "Hello")))
                                .toString())
                .body());
        assertThat(body.at("/choices/0/message/content").asText()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
        assertThat(body.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        Interaction event = await().until(() -> emitted(body.at("/id").asText()), java.util.Objects::nonNull);
        assertThat(((Turn) event.getPayload()).getAnswerTokenIds()).isEmpty();
    }

    @Test
    void forgetsTheOldestMessagesWhenAConversationIsTooLong() throws Exception {
        var messages = JSON.createArrayNode();
        messages.add(JSON.createObjectNode().put("role", "system").put("content", "Be kind."));
        for (int i = 0; i < 20; i++) {
            messages.add(JSON.createObjectNode().put("role", "user").put("content", "Question number " + i));
            messages.add(JSON.createObjectNode().put("role", "assistant").put("content", "Answer " + i));
        }
        messages.add(JSON.createObjectNode().put("role", "user").put("content", "And now?"));
        var request = JSON.createObjectNode().put("model", "policy").put("max_tokens", 20);
        JsonNode body = JSON.readTree(
                server.post(CHAT, request.set("messages", messages).toString()).body());
        assertThat(body.at("/usage/prompt_tokens").asInt()).isBetween(150, TinyBase.CONTEXT - 20);
        Interaction event = await().until(() -> emitted(body.at("/id").asText()), java.util.Objects::nonNull);
        Turn turn = (Turn) event.getPayload();
        assertThat(turn.getPromptAsServed())
                .contains("Be kind.", "And now?", "Question number 19")
                .doesNotContain("Question number 0<");
        assertThat(turn.getMessages()).hasSize(42);
    }

    @Test
    void shortensASingleMessageThatIsTooLong() throws Exception {
        var message = JSON.createObjectNode().put("role", "user").put("content", "x".repeat(2000) + "THE END");
        var request = JSON.createObjectNode().put("model", "policy").put("max_tokens", 8);
        HttpResponse<String> response = server.post(
                CHAT,
                request.set("messages", JSON.createArrayNode().add(message)).toString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(JSON.readTree(response.body()).at("/usage/prompt_tokens").asInt())
                .isLessThanOrEqualTo(TinyBase.CONTEXT - 8);
    }

    @Test
    void keepsInternalRequestsAndOptedOutTurnsApart() throws Exception {
        String body = """
                {"model":"policy","max_tokens":3,"metadata":{"train":"false"},
                 "messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]}""";
        var internal = java.net.http.HttpClient.newHttpClient()
                .send(
                        server.request(CHAT)
                                .header("x-backchannel-internal", "mining")
                                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(internal.statusCode()).isEqualTo(200);
        String after = JSON.readTree(server.post(CHAT, body).body()).at("/id").asText();
        Interaction event = await().until(() -> emitted(after), java.util.Objects::nonNull);
        assertThat(event.getTrain()).isFalse();
        assertThat(((Turn) event.getPayload()).getMessages().get(0).getContent())
                .isEqualTo("ab");
        assertThat(emitted(JSON.readTree(internal.body()).at("/id").asText())).isNull();
    }

    @Test
    void listsItsModels() throws Exception {
        JsonNode list = JSON.readTree(server.get("/v1/models").body());
        assertThat(list.at("/data"))
                .extracting(entry -> entry.at("/id").asText())
                .contains("policy", "base");
        assertThat(list.at("/data/1/context_length").asInt()).isEqualTo(TinyBase.CONTEXT);
        assertThat(server.get("/v1/models/base").statusCode()).isEqualTo(200);
        HttpResponse<String> unknown = server.get("/v1/models/gpt-9");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(unknown.body()).at("/error/code").asText()).isEqualTo("model_not_found");
    }

    @Test
    void speaksPrometheusUnderVllmsNames() throws Exception {
        server.post(
                CHAT, "{\"model\":\"policy\",\"max_tokens\":3,\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}");
        assertThat(server.metrics().scrape())
                .contains(
                        "vllm:num_requests_running",
                        "vllm:num_requests_waiting",
                        "vllm:time_to_first_token_seconds_bucket",
                        "vllm:inter_token_latency_seconds_count",
                        "vllm:e2e_request_latency_seconds_sum",
                        "vllm:generation_tokens_total",
                        "vllm:prompt_tokens_total",
                        "backchannel_swaps_total",
                        "backchannel_checkpoints_refused_total",
                        "backchannel_spool_turns");
    }

    private Interaction emitted(String turnId) {
        return broker.read(broker.topics().interactions).stream()
                .filter(event -> event.getEventId().equals(turnId))
                .findFirst()
                .orElse(null);
    }

    private int[] prompt(String question) {
        return model.prompts().prompt(List.of(ChatMessage.user(question)));
    }

    private Generated offline(String question, SamplingParameters sampling) {
        return new Generator(model)
                .generate(null, List.of(prompt(question)), sampling)
                .get(0);
    }

    private static String text(List<JsonNode> chunks, int choice) {
        StringBuilder text = new StringBuilder();
        for (JsonNode chunk : chunks) {
            for (JsonNode entry : chunk.at("/choices")) {
                if (entry.at("/index").asInt() == choice) {
                    text.append(entry.at("/delta/content").asText());
                }
            }
        }
        return text.toString();
    }

    private static List<JsonNode> chunks(String body) throws Exception {
        List<JsonNode> chunks = new ArrayList<>();
        String[] events = body.split("\n\n");
        assertThat(events[events.length - 1]).isEqualTo("data: [DONE]");
        for (int i = 0; i < events.length - 1; i++) {
            assertThat(events[i]).startsWith("data: ");
            chunks.add(JSON.readTree(events[i].substring("data: ".length())));
        }
        return chunks;
    }
}
