package dev.backchannel.policy.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.Matrix;
import dev.backchannel.policy.ModelConfig;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.Precision;
import dev.backchannel.policy.safetensors.SafetensorsFile;
import dev.backchannel.policy.safetensors.SafetensorsWriter;
import dev.backchannel.policy.safetensors.SafetensorsWriter.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What is written here is in PEFT's documented layout (huggingface.co/docs/peft, "PEFT checkpoint format" and LoraConfig), and
 * what PEFT writes is read, or refused with the reason.
 */
class PeftFolderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ModelConfig BASE =
            new ModelConfig("llama", 32, 64, 2, 4, 2, 8, 258, 256, 10_000, 1e-5, false, false, false);
    private static final LoraConfig SHAPE = new LoraConfig(4, 8, List.of("q_proj", "v_proj", "down_proj"));

    @TempDir
    Path root;

    private Path folder;
    private LoraWeights written;

    @BeforeEach
    void writeOne() {
        written = LoraWeights.initial(BASE, SHAPE, 3);
        StoredCheckpoint stored = new FolderStore(root)
                .write(new CheckpointContent(
                        "",
                        "base",
                        0,
                        written,
                        OptimizerState.initial(written),
                        Map.of("learner-state.bin", new byte[1])));
        folder = root.resolve(stored.uri());
    }

    @Test
    void theConfigurationHasPeftsFieldsWithPeftsTypes() throws IOException {
        JsonNode config = JSON.readTree(folder.resolve("adapter_config.json").toFile());
        assertThat(config.path("peft_type").asText()).isEqualTo("LORA");
        assertThat(config.path("task_type").asText()).isEqualTo("CAUSAL_LM");
        assertThat(config.path("r").isInt()).isTrue();
        assertThat(config.path("lora_alpha").isInt()).isTrue();
        assertThat(config.path("lora_alpha").asInt()).isEqualTo(8);
        assertThat(config.path("lora_dropout").isFloatingPointNumber()).isTrue();
        assertThat(config.path("bias").asText()).isEqualTo("none");
        assertThat(config.path("fan_in_fan_out").isBoolean()).isTrue();
        assertThat(config.path("inference_mode").asBoolean()).isTrue();
        assertThat(config.path("target_modules")).hasSize(3).allSatisfy(m -> assertThat(m.isTextual())
                .isTrue());
        assertThat(config.path("modules_to_save").isNull()).isTrue();
        assertThat(config.has("base_model_name_or_path")).isTrue();
    }

    @Test
    void theMatricesHavePeftsNamesAndShapes() throws IOException {
        SafetensorsFile file = SafetensorsFile.open(folder.resolve("adapter_model.safetensors"));
        assertThat(file.names()).hasSize(2 * 2 * 3);
        Map<String, long[]> expected = Map.of(
                "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight", new long[] {4, 32},
                "base_model.model.model.layers.0.self_attn.q_proj.lora_B.weight", new long[] {32, 4},
                "base_model.model.model.layers.1.self_attn.v_proj.lora_A.weight", new long[] {4, 32},
                "base_model.model.model.layers.1.self_attn.v_proj.lora_B.weight", new long[] {16, 4},
                "base_model.model.model.layers.1.mlp.down_proj.lora_A.weight", new long[] {4, 64},
                "base_model.model.model.layers.1.mlp.down_proj.lora_B.weight", new long[] {32, 4});
        expected.forEach((name, shape) -> {
            assertThat(file.info(name).shape()).as(name).isEqualTo(shape);
            assertThat(file.info(name).dtype()).isEqualTo("F32");
        });
        // transformers and PEFT want the header to name the framework.
        byte[] bytes = Files.readAllBytes(folder.resolve("adapter_model.safetensors"));
        assertThat(new String(bytes, 8, 200, java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"__metadata__\":{\"format\":\"pt\"}");
    }

    @Test
    void whatWasWrittenIsReadBack() {
        assertThat(PeftFolder.read(folder, BASE)).isEqualTo(written);
    }

    /** As {@code PeftModel.save_pretrained} of PEFT 0.17 writes it, all fields of LoraConfig included. */
    @Test
    void aFolderAsPeftWritesItIsReadInHalfPrecisionToo() throws IOException {
        Files.writeString(folder.resolve("adapter_config.json"), """
                {"alpha_pattern": {}, "auto_mapping": null, "base_model_name_or_path": "Qwen/Qwen2.5-0.5B-Instruct",
                 "bias": "none", "corda_config": null, "eva_config": null, "exclude_modules": null,
                 "fan_in_fan_out": false, "inference_mode": true, "init_lora_weights": true,
                 "layer_replication": null, "layers_pattern": null, "layers_to_transform": null, "loftq_config": {},
                 "lora_alpha": 8, "lora_bias": false, "lora_dropout": 0.05, "megatron_config": null,
                 "megatron_core": "megatron.core", "modules_to_save": null, "peft_type": "LORA",
                 "qalora_group_size": 16, "r": 4, "rank_pattern": {}, "revision": null,
                 "target_modules": ["v_proj", "down_proj", "q_proj"], "target_parameters": null,
                 "task_type": "CAUSAL_LM", "trainable_token_indices": null, "use_dora": false, "use_qalora": false,
                 "use_rslora": false}
                """);
        write(written.matrices(), Precision.BF16);
        LoraWeights read = PeftFolder.read(folder, BASE);
        assertThat(read.config()).isEqualTo(SHAPE);
        read.matrices().forEach((name, matrix) -> {
            float[] expected = written.matrices().get(name).values();
            for (int i = 0; i < expected.length; i++) {
                assertThat(matrix.values()[i]).isCloseTo(expected[i], org.assertj.core.data.Offset.offset(1e-3f));
            }
        });
    }

    @Test
    void rankStabilisedLoraIsScaledByTheRootOfItsRank() throws IOException {
        configure(node -> node.put("use_rslora", true));
        assertThat(PeftFolder.read(folder, BASE).config().scaling()).isEqualTo(8 / Math.sqrt(4));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "use_dora                | true                | DoRA",
                "modules_to_save         | [\"lm_head\"]       | only LoRA matrices",
                "rank_pattern            | {\"q_proj\": 2}     | same rank",
                "layers_to_transform     | [0]                 | every layer",
                "trainable_token_indices | [1]                 | frozen",
                "bias                    | \"lora_only\"       | must be 'none'",
                "peft_type               | \"IA3\"             | must be 'LORA'",
                "task_type               | \"SEQ_CLS\"         | must be 'CAUSAL_LM'",
                "init_lora_weights       | \"pissa_niter_4\"   | plain LoRA",
                "target_modules          | \"all-linear\"      | must be a list",
                "target_modules          | [\"c_attn\"]        | c_attn",
                "r                       | 0                   | rank is 0",
                "r                       | \"four\"            | must be numbers",
                "brand_new_trick         | 1                   | nobody here knows",
            })
    void whatIsNotSupportedIsRefusedByName(String field, String value, String reason) throws IOException {
        configure(node -> node.set(field, json(value)));
        assertThatThrownBy(() -> PeftFolder.read(folder, BASE))
                .isInstanceOf(PeftFormatException.class)
                .hasMessageContaining("adapter_config.json")
                .hasMessageContaining(reason);
    }

    @Test
    void wrongMatricesAreNamed() throws IOException {
        String q = "base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight";
        refuses(m -> m.put(q, new Matrix(3, 32, new float[96])), q, "3x32", "4x32");
        refuses(m -> m.remove(q), "lacks 1 of 12", q);
        refuses(m -> m.put("base_model.model.lm_head.lora_A.weight", new Matrix(4, 32, new float[128])), "lm_head");
        refuses(
                m -> {
                    float[] values = new float[128];
                    values[5] = Float.NaN;
                    m.put(q, new Matrix(4, 32, values));
                },
                q,
                "not finite");
        configure(node -> node.put("r", 8));
        refuses(m -> {}, "rank 8");
    }

    @Test
    void aFolderWithoutTheFilesSaysWhatIsWanted() throws IOException {
        Files.delete(folder.resolve("adapter_model.safetensors"));
        Files.write(folder.resolve("adapter_model.bin"), new byte[1]);
        assertThatThrownBy(() -> PeftFolder.read(folder, BASE))
                .hasMessageContaining("adapter_model.safetensors is missing")
                .hasMessageContaining("safe_serialization=True");
    }

    private void refuses(Consumer<SortedMap<String, Matrix>> change, String... words) throws IOException {
        SortedMap<String, Matrix> matrices = new TreeMap<>(written.matrices());
        change.accept(matrices);
        write(matrices, Precision.FP32);
        assertThatThrownBy(() -> PeftFolder.read(folder, BASE))
                .isInstanceOf(PeftFormatException.class)
                .hasMessageContainingAll(words);
    }

    private void write(SortedMap<String, Matrix> matrices, Precision precision) throws IOException {
        SortedMap<String, HostTensor> tensors = new TreeMap<>();
        matrices.forEach((n, m) -> tensors.put(n, new HostTensor(new long[] {m.rows(), m.columns()}, m.values())));
        SafetensorsWriter.write(
                folder.resolve("adapter_model.safetensors"), tensors, precision, Map.of("format", "pt"));
    }

    private void configure(Consumer<ObjectNode> change) throws IOException {
        Path file = folder.resolve("adapter_config.json");
        ObjectNode node = (ObjectNode) JSON.readTree(file.toFile());
        change.accept(node);
        JSON.writeValue(file.toFile(), node);
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
