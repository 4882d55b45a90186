package dev.backchannel.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.backchannel.policy.profile.ContextEmbedder;
import dev.backchannel.server.testing.ServerCase;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** OpenAI's own Java client, unmodified. */
class OpenAiClientTest extends ServerCase {
    private OpenAIClient client;

    @BeforeAll
    void connect() {
        client = OpenAIOkHttpClient.builder()
                .baseUrl(server.url() + "/v1")
                .apiKey("unused")
                .maxRetries(0)
                .build();
    }

    @AfterAll
    void disconnect() {
        client.close();
    }

    @Test
    void chats() {
        ChatCompletion completion =
                client.chat().completions().create(request("policy").n(2).build());
        assertThat(completion.choices()).hasSize(2);
        assertThat(completion.choices().get(0).message().content()).isPresent();
        assertThat(completion.usage().orElseThrow().completionTokens()).isPositive();
        assertThat(completion.systemFingerprint()).hasValue("base");
        completion.validate();
    }

    @Test
    void streams() {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(request("policy")
                        .streamOptions(ChatCompletionStreamOptions.builder()
                                .includeUsage(true)
                                .build())
                        .build())) {
            stream.stream().peek(ChatCompletionChunk::validate).forEach(accumulator::accumulate);
        }
        ChatCompletion whole =
                client.chat().completions().create(request("policy").build());
        assertThat(accumulator.chatCompletion().choices().get(0).message().content())
                .isEqualTo(whole.choices().get(0).message().content());
        assertThat(accumulator.chatCompletion().usage().orElseThrow().totalTokens())
                .isEqualTo(whole.usage().orElseThrow().totalTokens());
    }

    @Test
    void listsModels() {
        assertThat(client.models().list().data()).extracting(m -> m.id()).contains("policy", "base");
        assertThat(client.models().retrieve("base").ownedBy()).isEqualTo("backchannel");
    }

    @Test
    void embeds() {
        CreateEmbeddingResponse whole = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("base")
                        .inputOfArrayOfStrings(List.of("When do you open?", "Wine?"))
                        .build());
        whole.validate();
        assertThat(whole.data()).hasSize(2);
        List<Float> numbers = whole.data().get(1).embedding();
        assertThat(numbers).hasSize(model.config().hiddenSize());
        assertThat(numbers.stream().mapToDouble(x -> x * x).sum()).isCloseTo(1, Offset.offset(1e-5));
        float[] own = new ContextEmbedder(model).embed("Wine?");
        for (int i = 0; i < own.length; i++) {
            assertThat(numbers.get(i)).isEqualTo(own[i]);
        }
        CreateEmbeddingResponse floats = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("base")
                        .input("Wine?")
                        .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                        .build());
        assertThat(floats.data().get(0).embedding()).isEqualTo(numbers);
        assertThat(floats._additionalProperties().get("base_digest").asString()).hasValue(model.baseDigest());
        assertThatThrownBy(() -> client.embeddings()
                        .create(EmbeddingCreateParams.builder()
                                .model("text-embedding-3-small")
                                .input("a")
                                .build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("\"base\"");
    }

    @Test
    void understandsOurErrors() {
        assertThatThrownBy(() ->
                        client.chat().completions().create(request("gpt-9").build()))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("gpt-9");
        assertThatThrownBy(() -> client.chat()
                        .completions()
                        .create(request("policy").maxCompletionTokens(100_000).build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("context");
    }

    private static ChatCompletionCreateParams.Builder request(String model) {
        return ChatCompletionCreateParams.builder()
                .model(model)
                .addDeveloperMessage("Be brief.")
                .addUserMessage("Hello")
                .seed(3)
                .user("u1")
                .metadata(ChatCompletionCreateParams.Metadata.builder()
                        .putAdditionalProperty("conversation_id", com.openai.core.JsonValue.from("c1"))
                        .build())
                .maxCompletionTokens(10);
    }
}
