package dev.backchannel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.server.testing.Broker;
import dev.backchannel.server.testing.Checkpoints;
import dev.backchannel.server.testing.Server;
import dev.backchannel.server.testing.Shared;
import dev.backchannel.testing.CapturedLog;
import dev.backchannel.topics.ReleasedSchemas;
import dev.backchannel.topics.Topics;
import dev.backchannel.topics.Traces;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What a server tells of its work: spans, the log and meters. */
@ExtendWith(Shared.class)
class TelemetryTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "00-" + TRACE + "-b7ad6b7169203331-01";
    private static final String SECRET = "Zanzibar-at-midnight";

    @TempDir
    Path folder;

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();

    private Server start(Broker broker, PolicyModel model, boolean content) throws Exception {
        OpenTelemetrySdk sdk = OpenTelemetrySdk.builder()
                .setTracerProvider(SdkTracerProvider.builder()
                        .addSpanProcessor(SimpleSpanProcessor.create(spans))
                        .build())
                .build();
        Topics traced = new Topics(broker.topics().settings(), new ReleasedSchemas(), Traces.to(sdk, content));
        Server server = new Server(
                ServerConfig.defaults(folder.resolve("data")),
                traced,
                broker.bootstrapServers(),
                model,
                folder.resolve("store"));
        await().until(server.role()::ready);
        return server;
    }

    private static String chat(String text, String more) {
        return "{\"model\":\"policy\",\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]"
                + more + "}";
    }

    private SpanData span(String name) {
        return await().until(
                        () -> spans.getFinishedSpanItems().stream()
                                .filter(span -> span.getName().equals(name))
                                .findFirst()
                                .orElse(null),
                        span -> span != null);
    }

    private static String text(SpanData span, String key) {
        return span.getAttributes().asMap().entrySet().stream()
                .filter(entry -> entry.getKey().getKey().equals(key))
                .map(entry -> entry.getValue().toString())
                .findFirst()
                .orElse("");
    }

    @Test
    void aTraceGoesThroughAnAnswerToItsTurnAndFromAStepToItsSwap(Shared.Parts parts) throws Exception {
        Broker broker = parts.broker().another();
        Checkpoint checkpoint = new Checkpoints(parts.model(), folder.resolve("store")).good(1);
        try (Server server = start(broker, parts.model(), false)) {
            ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                    broker.topics().checkpoints.name(),
                    checkpoint.getCheckpointId(),
                    broker.topics()
                            .checkpoints
                            .valueSerde()
                            .serializer()
                            .serialize(broker.topics().checkpoints.name(), checkpoint));
            Traces.put(record.headers(), PARENT);
            try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                    Map.of("bootstrap.servers", broker.bootstrapServers()),
                    new StringSerializer(),
                    new ByteArraySerializer())) {
                producer.send(record);
            }
            SpanData swap = span("swap");
            assertThat(swap.getTraceId()).isEqualTo(TRACE);
            assertThat(text(swap, "backchannel.checkpoint")).isEqualTo(checkpoint.getCheckpointId());
            await().until(() -> server.role().checkpoint().equals(checkpoint.getCheckpointId()));

            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            server.request("/v1/chat/completions")
                                    .header(Traces.HEADER, PARENT)
                                    .POST(BodyPublishers.ofString(
                                            chat(SECRET, ",\"metadata\":{\"conversation_id\":\"c7\"}")))
                                    .build(),
                            BodyHandlers.ofString());
            SpanData span = span("chat policy");
            JsonNode body = JSON.readTree(response.body());
            assertThat(span.getTraceId()).isEqualTo(TRACE);
            assertThat(text(span, "gen_ai.operation.name")).isEqualTo("chat");
            assertThat(text(span, "gen_ai.conversation.id")).isEqualTo("c7");
            assertThat(text(span, "gen_ai.response.id"))
                    .isEqualTo(body.at("/id").asText());
            assertThat(text(span, "gen_ai.response.model")).isEqualTo(checkpoint.getCheckpointId());
            assertThat(text(span, "gen_ai.usage.output_tokens"))
                    .isEqualTo(body.at("/usage/completion_tokens").asText());
            assertThat(text(span, "http.response.status_code")).isEqualTo("200");
            assertThat(span.getAttributes().toString()).doesNotContain(SECRET, "gen_ai.input.messages");
            await().until(() -> broker.headers(broker.topics().interactions, Traces.HEADER)
                    .contains("00-" + TRACE + "-" + span.getSpanId() + "-01"));
        }
    }

    @Test
    void messagesStandInSpansOnlyWhereThatWasAskedFor(Shared.Parts parts) throws Exception {
        try (Server server = start(parts.broker().another(), parts.model(), true)) {
            server.post("/v1/chat/completions", chat(SECRET, ""));
            SpanData span = span("chat policy");
            assertThat(text(span, "gen_ai.input.messages")).contains(SECRET);
            assertThat(text(span, "gen_ai.output.messages")).contains("\"role\":\"assistant\"");
        }
    }

    @Test
    void whatUsersSayIsNeitherInTheLogNorInTheMeters(Shared.Parts parts) throws Exception {
        Broker broker = parts.broker().another();
        try (CapturedLog log = CapturedLog.everything();
                Server server = new Server(
                        ServerConfig.defaults(folder.resolve("data")),
                        broker.topics(),
                        broker.bootstrapServers(),
                        parts.model(),
                        folder.resolve("store"))) {
            await().until(server.role()::ready);
            server.post("/v1/chat/completions", chat(SECRET, ""));
            server.post("/v1/chat/completions", chat(SECRET, ",\"stream\":true,\"user\":\"u\""));
            server.post("/v1/chat/completions", chat(SECRET, ",\"top_p\":\"" + SECRET + "\""));
            server.post("/v1/chat/completions", chat(SECRET, "").replace("policy", SECRET));
            server.post("/v1/chat/completions", "{" + SECRET);
            server.post(
                    "/v1/score",
                    "{\"messages\":[{\"role\":\"user\",\"content\":\"" + SECRET + "\"}],\"continuations\":[\"" + SECRET
                            + "\"]}");
            server.post("/v1/embeddings", "{\"input\":\"" + SECRET + "\"}");
            await().until(() -> server.metric("backchannel_turns_delivered") > 1
                    || log.text().contains("answered"));
            assertThat(log.text()).contains("conversation=", "checkpoint=").doesNotContain(SECRET);
            assertThat(server.metrics().scrape())
                    .contains(
                            "vllm:num_requests_running",
                            "vllm:num_requests_waiting",
                            "vllm:request_queue_time_seconds_count",
                            "vllm:time_to_first_token_seconds_bucket",
                            "vllm:inter_token_latency_seconds_sum",
                            "vllm:e2e_request_latency_seconds_count",
                            "vllm:prompt_tokens_total",
                            "vllm:generation_tokens_total",
                            "vllm:request_success_total{finished_reason=")
                    .doesNotContain(SECRET);
        }
    }
}
