package dev.backchannel.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every id that ends a turn ends it, by a model that writes "b" after "a", {@link #SECOND} after "b", and then "c" for ever. */
class EndOfTurnTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SECOND = 254;
    private static final int MOST = 6;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            [257, 254] | 257
            [254, 257] | 257
            257        | [257, 254]
            257        | [257, 253, 254]
            257        | 254
            """)
    void anyOfSeveralIdsEndsTheAnswer(String generation, String config) throws IOException {
        Generated answer = answer(generation, config);
        assertThat(answer.tokens()).containsExactly('b');
        assertThat(answer.text()).isEqualTo("b");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.endOfTurn()).isTrue();
    }

    @Test
    void anIdThatEndsNothingIsWritten() throws IOException {
        Generated answer = answer("257", "[257, 253]");
        assertThat(answer.tokens()).containsExactly('b', SECOND, 'c', 'c', 'c', 'c');
        assertThat(answer.finishReason()).isEqualTo(FinishReason.LENGTH);
        assertThat(answer.endOfTurn()).isFalse();
    }

    private Generated answer(String generation, String config) throws IOException {
        TinyModel.write(folder, TinyModel.llama(), chain(), Precision.FP32);
        endOfTurn("generation_config.json", generation);
        endOfTurn("config.json", config);
        try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(1))) {
            List<int[]> prompts = List.of(new int[] {'x', 'a'});
            return new Generator(model)
                    .generate(null, prompts, SamplingParameters.greedy(MOST))
                    .get(0);
        }
    }

    private void endOfTurn(String file, String ids) throws IOException {
        Path at = folder.resolve(file);
        ObjectNode node = (ObjectNode) JSON.readTree(at.toFile());
        node.set("eos_token_id", JSON.readTree(ids));
        Files.writeString(at, node.toString());
    }

    /** Blocks that add nothing, so that the head sees the last token alone: dimension 0 is "a", 1 "b", 2 any other. */
    private static Map<String, float[]> chain() {
        Map<String, float[]> weights = TinyModel.weights(TinyModel.llama(), 1);
        weights.forEach((name, values) -> Arrays.fill(values, name.endsWith("norm.weight") ? 1 : 0));
        int width = TinyModel.llama().hiddenSize();
        float[] embedding = weights.get("model.embed_tokens.weight");
        for (int token = 0; token < TinyModel.VOCABULARY; token++) {
            embedding[token * width + (token == 'a' ? 0 : token == 'b' ? 1 : 2)] = 1;
        }
        float[] head = weights.get("lm_head.weight");
        head['b' * width] = 1;
        head[SECOND * width + 1] = 1;
        head['c' * width + 2] = 1;
        return weights;
    }
}
