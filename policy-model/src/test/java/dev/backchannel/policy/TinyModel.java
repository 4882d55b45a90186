package dev.backchannel.policy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.policy.graph.WeightLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Small random models in exactly the layout of a Hugging Face folder, with a byte-level tokenizer. */
public final class TinyModel {
    public static final int BYTES = 256;
    public static final int START = 256;
    public static final int END = 257;
    public static final int VOCABULARY = 258;

    public static final String CHATML = "{% for message in messages %}"
            + "{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}"
            + "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}";

    private static final ObjectMapper JSON = new ObjectMapper();

    private TinyModel() {}

    /** Llama-like: grouped queries, no biases, a head of its own. */
    public static ModelConfig llama() {
        return new ModelConfig("llama", 32, 64, 2, 4, 2, 8, VOCABULARY, 256, 10_000, 1e-5, false, false, false);
    }

    /** Qwen2-like: biases on q, k and v, a tied head, a large rotary base. */
    public static ModelConfig qwen2() {
        return new ModelConfig("qwen2", 48, 80, 3, 6, 3, 8, VOCABULARY, 256, 1_000_000, 1e-6, true, true, false);
    }

    /** Qwen3-like: heads wider than their share of the stream, each of q and k normalised. */
    public static ModelConfig qwen3() {
        return new ModelConfig(
                "qwen3",
                40,
                72,
                2,
                4,
                2,
                16,
                VOCABULARY,
                256,
                1_000_000,
                new RopeScaling.None(),
                1e-6,
                true,
                false,
                false,
                true);
    }

    /** Mistral-like: Llama's mathematics under its own name. */
    public static ModelConfig mistral() {
        return new ModelConfig("mistral", 48, 96, 2, 6, 2, 8, VOCABULARY, 256, 1e6, 1e-5, false, false, false);
    }

    /** Llama 3.1-like: pairs that turn fast, slowly, and in between. */
    public static ModelConfig llama31() {
        ModelConfig plain =
                new ModelConfig("llama", 64, 96, 2, 4, 2, 16, VOCABULARY, 256, 500_000, 1e-5, true, false, false);
        return scaled(plain, new RopeScaling.Llama3(8, 1, 4, 64));
    }

    /** Qwen2-like, stretched by YaRN: the ramp is inside the pairs. */
    public static ModelConfig yarn() {
        ModelConfig plain =
                new ModelConfig("qwen2", 64, 96, 2, 4, 2, 16, VOCABULARY, 4096, 10_000, 1e-6, true, true, false);
        double attention = RopeScaling.Yarn.recommendedAttentionFactor(4);
        return scaled(plain, new RopeScaling.Yarn(4, 2048, 32, 1, true, attention));
    }

    static ModelConfig scaled(ModelConfig c, RopeScaling scaling) {
        return new ModelConfig(
                c.modelType(),
                c.hiddenSize(),
                c.intermediateSize(),
                c.layers(),
                c.heads(),
                c.kvHeads(),
                c.headDim(),
                c.vocabularySize(),
                c.contextLength(),
                c.ropeTheta(),
                scaling,
                c.normEpsilon(),
                c.tiedHead(),
                c.attentionBias(),
                c.outputBias(),
                c.queryKeyNorm());
    }

    /** Random weights wide enough that every part of the mathematics shows in the output. */
    public static Map<String, float[]> weights(ModelConfig config, long seed) {
        Random random = new Random(seed);
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (WeightLayout.Slot slot : WeightLayout.slots(config)) {
            if (slot.present() && !weights.containsKey(slot.name())) {
                float[] values = new float[slot.size()];
                boolean norm = slot.name().endsWith("norm.weight");
                double sigma = slot.name().endsWith("bias") ? 0.3 : 1.2 / Math.sqrt(config.hiddenSize());
                for (int i = 0; i < values.length; i++) {
                    values[i] = (float) (norm ? 0.5 + random.nextDouble() : random.nextGaussian() * sigma);
                }
                weights.put(slot.name(), values);
            }
        }
        return weights;
    }

    /** Writes the folder and returns it. */
    public static Path write(Path folder, ModelConfig config, Map<String, float[]> weights, Precision precision)
            throws IOException {
        ModelWriter.write(folder, config, weights, precision, -1, END);
        writeText(folder);
        return folder;
    }

    /** Writes the tokenizer and the chat template alone. */
    public static void writeText(Path folder) throws IOException {
        Files.createDirectories(folder);
        tokenizer(folder);
        Files.writeString(folder.resolve("chat_template.jinja"), CHATML);
    }

    /** An adapter with both matrices random, so that it changes something. */
    public static LoraWeights adapter(ModelConfig config, LoraConfig lora, long seed) {
        Random random = new Random(seed);
        LoraWeights weights = LoraWeights.initial(config, lora, seed);
        java.util.TreeMap<String, Matrix> matrices = new java.util.TreeMap<>();
        weights.matrices().forEach((name, matrix) -> {
            float[] values = matrix.values().clone();
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * 0.1);
            }
            matrices.put(name, new Matrix(matrix.rows(), matrix.columns(), values));
        });
        return new LoraWeights(lora, matrices);
    }

    public static int[] tokens(int length, long seed) {
        return new Random(seed).ints(length, 0, VOCABULARY).toArray();
    }

    private static void tokenizer(Path folder) throws IOException {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", "1.0");
        ArrayNode added = root.putArray("added_tokens");
        added.add(special(START, "<|im_start|>"));
        added.add(special(END, "<|im_end|>"));
        ObjectNode pre = root.putObject("pre_tokenizer");
        pre.put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", false);
        root.putObject("decoder")
                .put("type", "ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", false);
        ObjectNode model = root.putObject("model");
        model.put("type", "BPE").put("ignore_merges", false).put("byte_fallback", false);
        ObjectNode vocabulary = model.putObject("vocab");
        int next = 0x100;
        for (int b = 0; b < BYTES; b++) { // GPT-2's printable stand-ins for bytes
            boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            vocabulary.put(String.valueOf((char) (printable ? b : next++)), b);
        }
        model.putArray("merges");
        Files.writeString(folder.resolve("tokenizer.json"), JSON.writeValueAsString(root));
    }

    private static ObjectNode special(int id, String content) {
        ObjectNode node = JSON.createObjectNode();
        node.put("id", id).put("content", content).put("special", true);
        node.put("single_word", false).put("lstrip", false).put("rstrip", false).put("normalized", false);
        return node;
    }
}
