package dev.backchannel.policy.families;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.policy.TinyModel;
import dev.backchannel.policy.families.TensorFile.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A folder as a release of some family has it: its config.json (small numbers), random weights under the names that the
 * family's class in transformers gives them, in one file or in shards with an index.
 */
final class Download {
    static final ObjectMapper JSON = new ObjectMapper();

    final ObjectNode config;
    private final String dtype;
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final Random random;

    /** @param dtype of matrices; vectors are kept in F32 where it is {@code MIXED}, which otherwise means BF16 */
    Download(String name, String dtype, long seed) throws IOException {
        try (InputStream in = Download.class.getResourceAsStream(name + ".json")) {
            config = (ObjectNode) JSON.readTree(in);
        }
        this.dtype = dtype;
        random = new Random(seed);
        int hidden = config.path("hidden_size").asInt();
        int heads = config.path("num_attention_heads").asInt();
        int kv = config.path("num_key_value_heads").asInt(heads);
        int width = config.path("head_dim").asInt(hidden / heads);
        int inner = config.path("intermediate_size").asInt();
        String type = config.path("model_type").asText();
        boolean biases = config.path("attention_bias").asBoolean(); // on all four, but qwen2 always has the first three
        boolean inputBiases = biases || type.equals("qwen2");
        matrix("model.embed_tokens", config.path("vocab_size").asInt(), hidden);
        for (int i = 0; i < config.path("num_hidden_layers").asInt(); i++) {
            String layer = "model.layers." + i + ".";
            norm(layer + "input_layernorm", hidden);
            linear(layer + "self_attn.q_proj", heads * width, hidden, inputBiases);
            linear(layer + "self_attn.k_proj", kv * width, hidden, inputBiases);
            linear(layer + "self_attn.v_proj", kv * width, hidden, inputBiases);
            linear(layer + "self_attn.o_proj", hidden, heads * width, biases);
            if (type.equals("qwen3")) {
                norm(layer + "self_attn.q_norm", width);
                norm(layer + "self_attn.k_norm", width);
            }
            norm(layer + "post_attention_layernorm", hidden);
            linear(layer + "mlp.gate_proj", inner, hidden, false);
            linear(layer + "mlp.up_proj", inner, hidden, false);
            linear(layer + "mlp.down_proj", hidden, inner, false);
        }
        norm("model.norm", hidden);
        if (!config.path("tie_word_embeddings").asBoolean()) {
            matrix("lm_head", config.path("vocab_size").asInt(), hidden);
        }
    }

    private void linear(String name, int outputs, int inputs, boolean bias) {
        matrix(name, outputs, inputs);
        if (bias) {
            float[] values = new float[outputs];
            for (int i = 0; i < outputs; i++) {
                values[i] = (float) (random.nextGaussian() * 0.3);
            }
            vector(name + ".bias", values);
        }
    }

    private void matrix(String name, int outputs, int inputs) {
        float[] values = new float[outputs * inputs];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (random.nextGaussian()
                    * 1.2
                    / Math.sqrt(config.path("hidden_size").asInt()));
        }
        String kind = dtype.equals("MIXED") ? "BF16" : dtype;
        tensors.put(name + ".weight", tensor(kind, new long[] {outputs, inputs}, values));
    }

    private void norm(String name, int width) {
        float[] values = new float[width];
        for (int i = 0; i < width; i++) {
            values[i] = 0.5f + random.nextFloat();
        }
        vector(name + ".weight", values);
    }

    private void vector(String name, float[] values) {
        tensors.put(name, tensor(dtype.equals("MIXED") ? "F32" : dtype, new long[] {values.length}, values));
    }

    private static Tensor tensor(String kind, long[] shape, float[] values) {
        for (int i = 0; i < values.length; i++) {
            values[i] = TensorFile.exact(kind, values[i]);
        }
        return new Tensor(kind, shape, values);
    }

    /** What the weights are, by name. */
    Map<String, float[]> weights() {
        Map<String, float[]> values = new LinkedHashMap<>();
        tensors.forEach((name, tensor) -> values.put(name, tensor.values()));
        return values;
    }

    Map<String, Tensor> tensors() {
        return tensors;
    }

    /** @param shards 1 for model.safetensors, more for shards in the order of the tensors */
    Path write(Path folder, int shards) throws IOException {
        TinyModel.writeText(folder);
        Files.writeString(folder.resolve("config.json"), JSON.writeValueAsString(config));
        ObjectNode generation = JSON.createObjectNode();
        generation.put("do_sample", true).put("temperature", 0.6).put("top_p", 0.9);
        JsonNode eos = config.get("eos_token_id");
        generation.set(
                "eos_token_id",
                eos.isArray() ? eos : JSON.createArrayNode().add(eos).add(255));
        Files.writeString(folder.resolve("generation_config.json"), JSON.writeValueAsString(generation));
        if (shards == 1) {
            TensorFile.write(folder.resolve("model.safetensors"), tensors);
            return folder;
        }
        List<String> names = new ArrayList<>(tensors.keySet());
        ObjectNode index = JSON.createObjectNode();
        index.putObject("metadata").put("total_size", 1);
        for (int s = 0; s < shards; s++) {
            String file = String.format("model-%05d-of-%05d.safetensors", s + 1, shards);
            Map<String, Tensor> part = new LinkedHashMap<>();
            for (String name : names.subList(names.size() * s / shards, names.size() * (s + 1) / shards)) {
                part.put(name, tensors.get(name));
                index.withObject("/weight_map").put(name, file);
            }
            TensorFile.write(folder.resolve(file), part);
        }
        Files.writeString(folder.resolve("model.safetensors.index.json"), JSON.writeValueAsString(index));
        return folder;
    }
}
