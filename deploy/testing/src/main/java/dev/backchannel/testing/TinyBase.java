package dev.backchannel.testing;

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
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** A small random base that spells in bytes: it says nothing, but learns like any other. */
public final class TinyBase {
    public static final int CONTEXT = 256;
    public static final int VOCABULARY = 258;

    private static final int START = 256;
    private static final int END = 257;

    private TinyBase() {}

    public static PolicyModel load(Path folder, long seed) {
        return load(
                folder,
                new ModelConfig("llama", 32, 64, 2, 4, 2, 8, VOCABULARY, CONTEXT, 10_000, 1e-5, false, false, false),
                seed,
                0);
    }

    /** Another shape, and a tokenizer that gives every byte another id. */
    public static PolicyModel loadAnother(Path folder, long seed) {
        return load(
                folder,
                new ModelConfig("llama", 48, 80, 1, 4, 2, 12, VOCABULARY, CONTEXT, 10_000, 1e-5, false, false, false),
                seed,
                255);
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

    private static PolicyModel load(Path folder, ModelConfig config, long seed, int mask) {
        try {
            write(folder, config, seed, mask);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return PolicyModel.load(folder, EngineOptions.cpu(1));
    }

    /** @param mask what the ids of bytes are exclusive-ored with */
    private static void write(Path folder, ModelConfig config, long seed, int mask) throws IOException {
        Random random = new Random(seed);
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (WeightLayout.Slot slot : WeightLayout.slots(config)) {
            if (slot.present()) {
                weights.computeIfAbsent(slot.name(), name -> values(name, slot.size(), random));
            }
        }
        Files.createDirectories(folder);
        ModelWriter.write(folder, config, weights, Precision.FP32, -1, END);
        new ObjectMapper().writeValue(folder.resolve("tokenizer.json").toFile(), byteTokenizer(mask));
        Files.writeString(
                folder.resolve("chat_template.jinja"),
                "{% for m in messages %}{% if m['role'] not in ['system', 'user', 'assistant'] %}"
                        + "{{ raise_exception('nobody plays the ' + m['role']) }}{% endif %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n{% endfor %}"
                        + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}");
    }

    private static float[] values(String name, int size, Random random) {
        boolean norm = name.endsWith("norm.weight");
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) (norm ? 0.5 + random.nextDouble() : random.nextGaussian() * 0.25);
        }
        return values;
    }

    private static ObjectNode byteTokenizer(int mask) {
        ObjectNode root = new ObjectMapper().createObjectNode().put("version", "1.0");
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
        int standIn = 0x100; // bytes that do not print are spelt by stand-ins
        for (int b = 0; b < 256; b++) {
            boolean prints = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            vocabulary.put(String.valueOf((char) (prints ? b : standIn++)), b ^ mask);
        }
        model.putArray("merges");
        return root;
    }

    private static void special(ArrayNode added, int id, String content) {
        ObjectNode node =
                added.addObject().put("id", id).put("content", content).put("special", true);
        for (String flag : new String[] {"single_word", "lstrip", "rstrip", "normalized"}) {
            node.put(flag, false);
        }
    }
}
