package dev.backchannel.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Turn;
import dev.backchannel.e2e.system.Records;
import dev.backchannel.e2e.system.RunningSystem;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official client, unmodified, against the whole system. */
class OpenAiClientTest {
    private static RunningSystem system;
    private static OpenAIClient client;

    @BeforeAll
    static void start(@TempDir Path data) {
        system = RunningSystem.start(data);
        client = OpenAIOkHttpClient.builder()
                .baseUrl(system.standalone().url() + "/v1")
                .apiKey("none")
                .build();
    }

    @AfterAll
    static void stop() {
        system.close();
        client.close();
    }

    @Test
    void plainAndStreamedAnswersAreTheSame() {
        ChatCompletion plain = client.chat().completions().create(question("plain"));
        String text = plain.choices().get(0).message().content().orElseThrow();
        assertThat(text).isNotBlank();
        assertThat(plain.choices().get(0).finishReason().asString()).isEqualTo("stop");
        assertThat(plain.usage().orElseThrow().completionTokens()).isPositive();

        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(question("streamed"))) {
            List<ChatCompletionChunk> chunks = stream.stream().toList();
            String streamed = chunks.stream()
                    .flatMap(chunk -> chunk.choices().stream())
                    .flatMap(choice -> choice.delta().content().stream())
                    .collect(Collectors.joining());
            assertThat(streamed).isEqualTo(text);
            assertThat(chunks.stream().map(ChatCompletionChunk::id).distinct()).hasSize(1);
        }
    }

    @Test
    void anAnswerBecomesATurnOfItsConversation() {
        ChatCompletion answer = client.chat().completions().create(question("remembered"));

        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> assertThat(turns())
                .filteredOn(event -> event.getEventId().equals(answer.id()))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getConversationId()).isEqualTo("remembered");
                    assertThat(event.getUserId()).isEqualTo("client");
                    assertThat(((Turn) event.getPayload()).getResponse())
                            .isEqualTo(
                                    answer.choices().get(0).message().content().orElseThrow());
                }));
    }

    @Test
    void modelsAreListedAndUnknownOnesRefused() {
        assertThat(client.models().list().data().stream().map(model -> model.id()))
                .contains("policy", "base");
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(question("lost").toBuilder().model("gpt-9").build()))
                .isInstanceOf(OpenAIServiceException.class)
                .hasMessageContaining("gpt-9");
    }

    private static List<Interaction> turns() {
        return Records.of(system.bootstrapServers(), system.topics().interactions).stream()
                .filter(event -> event.getPayload() instanceof Turn)
                .toList();
    }

    private static ChatCompletionCreateParams question(String conversation) {
        return ChatCompletionCreateParams.builder()
                .model("policy")
                .addUserMessage("How much is a latte?")
                .user("client")
                .seed(7)
                .maxCompletionTokens(100)
                .putAdditionalBodyProperty(
                        "metadata", JsonValue.from(java.util.Map.of("conversation_id", conversation)))
                .build();
    }
}
