package dev.backchannel.server.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.Matrix;
import dev.backchannel.policy.ModelConfig;
import dev.backchannel.policy.ModelWriter;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.Precision;
import dev.backchannel.policy.graph.WeightLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** A small random model in a Hugging Face folder: 256 byte tokens, a start and an end token. */
public final class TinyPolicy {
    public static final int CONTEXT = 256;

    private static final int START = 256;
    private static final int END = 257;
    private static final ObjectMapper JSON = new ObjectMapper();

    private TinyPolicy() {}

    public static PolicyModel load(Path folder, long seed) throws IOException {
        return PolicyModel.load(write(folder, seed), EngineOptions.cpu(1));
    }

    public static Path write(Path folder, long seed) throws IOException {
        ModelConfig config =
                new ModelConfig("llama", 32, 64, 2, 4, 2, 8, 258, CONTEXT, 10_000, 1e-5, false, false, false);
        Random random = new Random(seed);
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (WeightLayout.Slot slot : WeightLayout.slots(config)) {
            if (slot.present() && !weights.containsKey(slot.name())) {
                weights.put(slot.name(), values(slot, random));
            }
        }
        Files.createDirectories(folder);
        ModelWriter.write(folder, config, weights, Precision.FP32, -1, END);
        writeTokenizer(folder);
        Files.writeString(
                folder.resolve("chat_template.jinja"),
                "{% for message in messages %}"
                        + "{{'<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n'}}"
                        + "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}");
        return folder;
    }

    /** An adapter that changes something, different for each seed. */
    public static LoraWeights adapter(PolicyModel model, long seed) {
        LoraConfig config = new LoraConfig(4, 8, LoraConfig.ALL_LINEARS);
        Random random = new Random(seed);
        SortedMap<String, Matrix> matrices = new TreeMap<>();
        LoraWeights.initial(model.config(), config, seed).matrices().forEach((name, matrix) -> {
            float[] values = new float[matrix.values().length];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (random.nextGaussian() * 0.2);
            }
            matrices.put(name, new Matrix(matrix.rows(), matrix.columns(), values));
        });
        return new LoraWeights(config, matrices);
    }

    private static float[] values(WeightLayout.Slot slot, Random random) {
        boolean norm = slot.name().endsWith("norm.weight");
        float[] values = new float[slot.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (norm ? 0.5 + random.nextDouble() : random.nextGaussian() * 0.25);
        }
        return values;
    }

    private static void writeTokenizer(Path folder) throws IOException {
        ObjectNode root = JSON.createObjectNode().put("version", "1.0");
        ArrayNode added = root.putArray("added_tokens");
        special(added, START, "<|im_start|>");
        special(added, END, "<|im_end|>");
        for (String part : new String[] {"pre_tokenizer", "decoder"}) {
            root.putObject(part)
                    .put("type", "ByteLevel")
                    .put("add_prefix_space", false)
                    .put("trim_offsets", true)
                    .put("use_regex", false);
        }
        ObjectNode model = root.putObject("model").put("type", "BPE");
        ObjectNode vocabulary = model.putObject("vocab");
        int standIn = 0x100;
        for (int b = 0; b < 256; b++) { // bytes that do not print are spelt by stand-ins, as GPT-2 has it
            boolean prints = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            vocabulary.put(String.valueOf((char) (prints ? b : standIn++)), b);
        }
        model.putArray("merges");
        Files.writeString(folder.resolve("tokenizer.json"), JSON.writeValueAsString(root));
    }

    private static void special(ArrayNode added, int id, String content) {
        added.addObject()
                .put("id", id)
                .put("content", content)
                .put("special", true)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false);
    }
}
