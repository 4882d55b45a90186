package dev.backchannel.policy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.policy.format.Family;
import dev.backchannel.policy.graph.WeightLayout;
import dev.backchannel.policy.safetensors.SafetensorsWriter;
import dev.backchannel.policy.safetensors.SafetensorsWriter.HostTensor;
import dev.backchannel.policy.safetensors.SafetensorsWriter.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Writes a model in Hugging Face layout, as transformers would. */
public final class ModelWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ModelWriter() {}

    /**
     * Writes {@code config.json}, {@code generation_config.json} and {@code model.safetensors}.
     *
     * @param weights by their names in the file
     * @param bosOrMinus1 beginning-of-text id, or −1 for none
     */
    public static void write(
            Path folder,
            ModelConfig config,
            Map<String, float[]> weights,
            Precision precision,
            int bosOrMinus1,
            int eosTokenId)
            throws IOException {
        write(
                folder,
                config,
                slot -> new HostTensor(
                        slot.shape(),
                        Objects.requireNonNull(weights.get(slot.name()), () -> "there is no weight " + slot.name())),
                precision,
                bosOrMinus1,
                eosTokenId);
    }

    /** The same with weights that need not be held in memory all at once. */
    static void write(
            Path folder,
            ModelConfig config,
            Function<WeightLayout.Slot, Tensor> weights,
            Precision precision,
            int bosOrMinus1,
            int eosTokenId)
            throws IOException {
        Files.createDirectories(folder);
        SortedMap<String, Tensor> tensors = new TreeMap<>();
        for (WeightLayout.Slot slot : WeightLayout.slots(config)) {
            if (slot.present()) {
                tensors.put(slot.name(), weights.apply(slot));
            }
        }
        Path whole = folder.resolve("model.safetensors");
        Path growing = folder.resolve("model.safetensors.tmp");
        SafetensorsWriter.write(growing, tensors, precision, Map.of("format", "pt"));
        Files.move(growing, whole, StandardCopyOption.REPLACE_EXISTING); // somebody may have the old one mapped
        json(folder.resolve("config.json"), configJson(config, precision, bosOrMinus1, eosTokenId));
        ObjectNode generation = JSON.createObjectNode();
        special(generation, bosOrMinus1, eosTokenId);
        json(folder.resolve("generation_config.json"), generation);
    }

    private static ObjectNode configJson(ModelConfig c, Precision precision, int bosOrMinus1, int eosTokenId) {
        Family family = Family.of(c.modelType())
                .orElseThrow(() -> new IllegalArgumentException("Unknown model type '" + c.modelType() + "'."));
        ObjectNode node = JSON.createObjectNode();
        node.putArray("architectures").add(family.architecture());
        node.put("model_type", c.modelType());
        node.put("hidden_size", c.hiddenSize());
        node.put("intermediate_size", c.intermediateSize());
        node.put("num_hidden_layers", c.layers());
        node.put("num_attention_heads", c.heads());
        node.put("num_key_value_heads", c.kvHeads());
        node.put("head_dim", c.headDim());
        node.put("vocab_size", c.vocabularySize());
        node.put("max_position_embeddings", c.contextLength());
        node.put("rope_theta", c.ropeTheta());
        if (!(c.ropeScaling() instanceof RopeScaling.None)) {
            node.set("rope_scaling", scaling(c.ropeScaling()));
        }
        node.put("rms_norm_eps", c.normEpsilon());
        node.put("hidden_act", "silu");
        node.put("tie_word_embeddings", c.tiedHead());
        if (family == Family.LLAMA || family == Family.QWEN3) {
            node.put("attention_bias", c.attentionBias());
        }
        if (family == Family.LLAMA) {
            node.put("mlp_bias", false);
        } else if (family == Family.MISTRAL) {
            node.putNull("sliding_window");
        } else {
            node.put("use_sliding_window", false);
        }
        node.put("torch_dtype", precision == Precision.FP32 ? "float32" : "bfloat16");
        special(node, bosOrMinus1, eosTokenId);
        return node;
    }

    private static ObjectNode scaling(RopeScaling scaling) {
        ObjectNode node = JSON.createObjectNode();
        if (scaling instanceof RopeScaling.Linear linear) {
            node.put("rope_type", "linear").put("factor", linear.factor());
        } else if (scaling instanceof RopeScaling.Llama3 llama) {
            node.put("rope_type", "llama3").put("factor", llama.factor());
            node.put("low_freq_factor", llama.lowFactor()).put("high_freq_factor", llama.highFactor());
            node.put("original_max_position_embeddings", llama.originalContext());
        } else if (scaling instanceof RopeScaling.Yarn yarn) {
            node.put("rope_type", "yarn").put("factor", yarn.factor());
            node.put("original_max_position_embeddings", yarn.originalContext());
            node.put("beta_fast", yarn.betaFast()).put("beta_slow", yarn.betaSlow());
            node.put("truncate", yarn.truncate()).put("attention_factor", yarn.attentionFactor());
        }
        return node;
    }

    private static void special(ObjectNode node, int bosOrMinus1, int eosTokenId) {
        if (bosOrMinus1 >= 0) {
            node.put("bos_token_id", bosOrMinus1);
        }
        node.put("eos_token_id", eosTokenId);
    }

    private static void json(Path file, ObjectNode node) throws IOException {
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n");
    }
}
