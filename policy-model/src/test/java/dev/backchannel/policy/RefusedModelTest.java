package dev.backchannel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which a model folder can be wrong gets an error that names the file or field. */
class RefusedModelTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        TinyModel.write(folder, TinyModel.llama(), TinyModel.weights(TinyModel.llama(), 1), Precision.FP32);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            model_type | "gemma3"
            model_type | null
            architectures | ["LlamaForSequenceClassification"]
            hidden_act | "gelu"
            mlp_bias | true
            use_sliding_window | true
            sliding_window | 64
            rope_interleaved | true
            layer_types | ["full_attention", "sliding_attention"]
            layer_types | ["full_attention", "linear_attention"]
            rope_scaling.low_freq_factor | {"rope_type": "llama3", "factor": 8.0}
            rope_scaling.low_freq_factor | {"rope_type": "llama3", "factor": 8, "low_freq_factor": 4, "high_freq_factor": 4}
            rope_scaling.type | {"type": "dynamic", "factor": 2.0}
            rope_scaling.rope_type | {"rope_type": "longrope", "factor": 2.0}
            rope_scaling.factor | {"type": "linear"}
            rope_scaling.factor | {"type": "linear", "factor": 0.5}
            rope_scaling.attention_factor | {"type": "linear", "factor": 2.0, "attention_factor": 2.0}
            rope_scaling.type | {"type": "mrope", "mrope_section": [16, 24, 24]}
            rope_scaling.rope_type | {"rope_type": "mrope", "factor": 2.0}
            rope_scaling.mrope_section | {"rope_type": "default", "mrope_section": [16, 24, 24]}
            rope_scaling.rope_theta | {"rope_type": "linear", "factor": 1, "rope_theta": 500000}
            rope_scaling.rope_theta | {"rope_type": "linear", "factor": 1, "rope_theta": -1}
            rope_parameters.rope_theta | {"rope_type": "default", "rope_theta": 500000}
            rope_scaling | "linear"
            rope_parameters.factor | {"rope_type": "yarn"}
            rope_parameters.mscale | {"rope_type": "yarn", "factor": 4.0, "mscale": 0.7}
            rope_parameters.partial_rotary_factor | {"rope_type": "default", "partial_rotary_factor": 0.5}
            rope_parameters.full_attention | {"full_attention": {"rope_type": "default"}}
            rope_theta | 0
            tie_word_embeddings | "yes"
            logits_scaling | 8.0
            clip_qkv | 8.0
            auto_map | {"AutoModel": "modeling_own.Own"}
            use_qk_norm | true
            partial_rotary_factor | 0.5
            quantization_config | {"bits": 4}
            final_logit_softcapping | 30.0
            num_local_experts | 8
            num_key_value_heads | 3
            head_dim | 7
            hidden_size | 0
            hidden_size | "wide"
            num_hidden_layers | null
            rms_norm_eps | -1
            eos_token_id | 300
            """)
    void aFieldThatWouldChangeTheMathematicsIsRefusedByName(String field, String value) throws IOException {
        change("config.json", field.replaceFirst("\\..*", ""), value);
        if (field.equals("eos_token_id")) {
            change("generation_config.json", field, value);
        }
        String named = field.equals("head_dim") ? "num_attention_heads" : field;
        assertRefused(named);
    }

    @Test
    void neutralFieldsAreFine() throws IOException {
        change("config.json", "rope_scaling", "null");
        change("config.json", "rope_theta", "null");
        change("config.json", "rope_parameters", "{\"rope_type\": \"default\", \"rope_theta\": 5000.0}");
        change("config.json", "partial_rotary_factor", "1.0");
        change("config.json", "sliding_window", "4096"); // wider than the context
        change("config.json", "use_qk_norm", "false");
        change("config.json", "_name_or_path", "\"somewhere\"");
        change("config.json", "attention_dropout", "0.1");
        try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(1))) {
            assertThat(model.config().ropeTheta()).isEqualTo(5000);
        }
    }

    @Test
    void aWindowIsFineForContextsThatItCovers() throws IOException {
        change("config.json", "model_type", "\"mistral\"");
        change("config.json", "architectures", "[\"MistralForCausalLM\"]");
        change("config.json", "mlp_bias", "null");
        change("config.json", "sliding_window", "64");
        assertRefused("sliding_window is 64");
        try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(1).within(64))) {
            assertThat(model.config().contextLength()).isEqualTo(64);
        }
        change("config.json", "attention_bias", "true"); // Mistral has none
        assertRefused("attention_bias");
    }

    @Test
    void qwensWindowIsThatOfItsUpperLayers() throws IOException {
        TinyModel.write(folder, TinyModel.qwen3(), TinyModel.weights(TinyModel.qwen3(), 1), Precision.FP32);
        change("config.json", "sliding_window", "64");
        PolicyModel.load(folder, EngineOptions.cpu(1)).close(); // not in use
        change("config.json", "use_sliding_window", "true");
        PolicyModel.load(folder, EngineOptions.cpu(1)).close(); // from layer 28 on, of 2
        change("config.json", "max_window_layers", "1");
        assertRefused("sliding_window is 64");
    }

    @Test
    void bothSpellingsOfScaledPositionsMeanTheSame() throws IOException {
        String old = "{\"type\": \"yarn\", \"factor\": 4.0, \"original_max_position_embeddings\": 64}";
        change("config.json", "rope_scaling", old);
        RopeScaling scaling = scaling();
        assertThat(scaling).isEqualTo(new RopeScaling.Yarn(4, 64, 32, 1, true, 0.1 * Math.log(4) + 1));
        change(
                "config.json",
                "rope_parameters",
                old.replace("\"type\"", "\"rope_type\"").replace("}", ", \"rope_theta\": 10000.0}"));
        assertThat(scaling()).isEqualTo(scaling);
        change("config.json", "rope_scaling", "{\"type\": \"linear\", \"factor\": 4.0}");
        assertRefused("contradicts rope_parameters");
        change("config.json", "rope_scaling", "null");
        assertThat(scaling()).isEqualTo(scaling);
    }

    @Test
    void theBaseOfTheAnglesIsReadWhereverItStands() throws IOException {
        change("config.json", "rope_theta", "null");
        assertThat(theta()).isEqualTo(10_000);
        change("config.json", "rope_scaling", "{\"rope_type\": \"linear\", \"factor\": 1, \"rope_theta\": 500000}");
        assertThat(theta()).isEqualTo(500_000);
        change("config.json", "rope_theta", "500000.0");
        assertThat(theta()).isEqualTo(500_000);
        change("config.json", "rope_theta", "20000.0");
        assertRefused("rope_scaling.rope_theta is 500000, but it contradicts rope_theta, 20000.0");
        change("config.json", "rope_theta", "null");
        change("config.json", "rope_parameters", "{\"rope_type\": \"linear\", \"factor\": 1, \"rope_theta\": 30000}");
        assertRefused("rope_parameters.rope_theta is 30000, but it contradicts rope_scaling.rope_theta, 500000");
    }

    private double theta() {
        try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(1))) {
            return model.config().ropeTheta();
        }
    }

    private RopeScaling scaling() {
        try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(1))) {
            return model.config().ropeScaling();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"config.json", "model.safetensors", "tokenizer.json"})
    void aMissingOrBrokenFileIsNamed(String name) throws IOException {
        Path file = folder.resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        assertRefused(name);
        Files.write(file, new byte[] {'{', '"'});
        assertRefused(name);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        assertRefused(name);
    }

    @Test
    void otherMissingPiecesAreNamed() throws IOException {
        assertThatThrownBy(() -> PolicyModel.load(folder.resolve("nowhere"), EngineOptions.cpu(1)))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("nowhere");
        Files.delete(folder.resolve("chat_template.jinja"));
        assertRefused("chat_template");
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"chat_template\": \"{% broken\"}");
        assertRefused("chat template");
        Files.writeString(folder.resolve("chat_template.jinja"), TinyModel.CHATML);
        change("config.json", "eos_token_id", "null");
        change("generation_config.json", "eos_token_id", "null");
        assertRefused("eos_token_id");
    }

    @Test
    void filesOfDifferentModelsAreRefused() throws IOException {
        change("config.json", "intermediate_size", "65");
        assertRefused("gate_proj.weight");
        change("config.json", "intermediate_size", "64");
        change("config.json", "num_hidden_layers", "3");
        assertRefused("layers.2");
        change("config.json", "num_hidden_layers", "2");
        change("config.json", "vocab_size", "100");
        assertRefused("257");
    }

    @Test
    void theDigestIsThatOfEveryFileThatMatters() throws IOException {
        String digest = digest();
        assertThat(digest()).isEqualTo(digest).matches("[0-9a-f]{64}");
        change("config.json", "rope_theta", "9999.0");
        String other = digest();
        assertThat(other).isNotEqualTo(digest);
        Files.writeString(folder.resolve("chat_template.jinja"), TinyModel.CHATML + " ");
        assertThat(digest()).isNotEqualTo(other);
        Files.writeString(folder.resolve("chat_template.jinja"), TinyModel.CHATML + "{{ '' if enable_thinking }}");
        String asItIs = digest();
        EngineOptions off = new EngineOptions(Precision.FP32, "cpu", 1, 0, Thinking.OFF, true);
        try (PolicyModel model = PolicyModel.load(folder, off)) {
            assertThat(model.baseDigest()).isNotEqualTo(asItIs);
        }
        String before = digest();
        Files.writeString(folder.resolve("README.md"), "words");
        assertThat(digest()).isEqualTo(before);
    }

    @Test
    void readsShards() throws IOException {
        String whole = Files.readString(folder.resolve("config.json"));
        assertThat(whole).isNotEmpty();
        float[][] expected;
        try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(1))) {
            expected = model.tokenLogProbs(ForwardTest.batch(), null);
        }
        Files.move(folder.resolve("model.safetensors"), folder.resolve("part-1.safetensors"));
        ObjectNode index = JSON.createObjectNode();
        index.putObject("weight_map").put("model.norm.weight", "part-1.safetensors");
        Files.writeString(folder.resolve("model.safetensors.index.json"), index.toString());
        try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(1))) {
            assertThat(model.tokenLogProbs(ForwardTest.batch(), null)).isDeepEqualTo(expected);
        }
        index.putObject("weight_map").put("model.norm.weight", "../part-1.safetensors");
        Files.writeString(folder.resolve("model.safetensors.index.json"), index.toString());
        assertRefused("../part-1");
    }

    @Test
    void impossibleOptionsAreRefused() {
        assertThatThrownBy(() -> new EngineOptions(Precision.FP32, "tpu", 1)).hasMessageContaining("tpu");
        assertThatThrownBy(() -> EngineOptions.cpu(0)).hasMessageContaining("threads");
        assertThatThrownBy(() -> new LoraConfig(0, 1, LoraConfig.ALL_LINEARS)).hasMessageContaining("rank");
        assertThatThrownBy(() -> new LoraConfig(1, 1, java.util.List.of("lm_head")))
                .hasMessageContaining("lm_head");
    }

    private String digest() {
        try (PolicyModel model = PolicyModel.load(folder, EngineOptions.cpu(1))) {
            return model.baseDigest();
        }
    }

    private void change(String file, String field, String value) throws IOException {
        ObjectNode node = (ObjectNode) JSON.readTree(folder.resolve(file).toFile());
        node.setAll(Map.of(field, JSON.readTree(value)));
        Files.writeString(folder.resolve(file), node.toString());
    }

    private void assertRefused(String word) {
        assertThatThrownBy(() -> PolicyModel.load(folder, EngineOptions.cpu(1)).close())
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining(word);
    }
}
