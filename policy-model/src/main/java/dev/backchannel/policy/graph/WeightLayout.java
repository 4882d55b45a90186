package dev.backchannel.policy.graph;

import dev.backchannel.policy.AdamWConfig;
import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.LoraNames;
import dev.backchannel.policy.ModelConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The order in which the graph's text expects the weights, and their names in a Hugging Face file. */
public final class WeightLayout {
    private WeightLayout() {}

    /**
     * One place of the graph's list {@code w}.
     *
     * @param name the tensor's name in the file; empty when the model has none there
     * @param shape its shape; {0} when it has none
     */
    public record Slot(String name, long... shape) {
        static final Slot NONE = new Slot("", 0);

        public boolean present() {
            return !name.isEmpty();
        }

        public boolean isMatrix() {
            return shape.length == 2;
        }

        public int size() {
            long n = 1;
            for (long s : shape) {
                n *= s;
            }
            return Math.toIntExact(n);
        }
    }

    /** All places in order; a tied head repeats the embedding's slot. */
    public static List<Slot> slots(ModelConfig c) {
        List<Slot> slots = new ArrayList<>();
        Slot embedding = new Slot("model.embed_tokens.weight", c.vocabularySize(), c.hiddenSize());
        slots.add(embedding);
        slots.add(new Slot("model.norm.weight", c.hiddenSize()));
        slots.add(c.tiedHead() ? embedding : new Slot("lm_head.weight", c.vocabularySize(), c.hiddenSize()));
        for (int layer = 0; layer < c.layers(); layer++) {
            String prefix = "model.layers." + layer + ".";
            slots.add(new Slot(prefix + "input_layernorm.weight", c.hiddenSize()));
            for (String module : List.of("q_proj", "k_proj", "v_proj", "o_proj")) {
                slots.add(matrix(c, prefix, module));
            }
            for (String module : List.of("q_proj", "k_proj", "v_proj", "o_proj")) {
                boolean has = module.equals("o_proj") ? c.outputBias() : c.attentionBias();
                String name = prefix + "self_attn." + module + ".bias";
                slots.add(has ? new Slot(name, LoraNames.outputs(c, module)) : Slot.NONE);
            }
            slots.add(new Slot(prefix + "post_attention_layernorm.weight", c.hiddenSize()));
            for (String module : List.of("gate_proj", "up_proj", "down_proj")) {
                slots.add(matrix(c, prefix, module));
            }
            for (String norm : List.of("q_norm", "k_norm")) {
                slots.add(
                        c.queryKeyNorm() ? new Slot(prefix + "self_attn." + norm + ".weight", c.headDim()) : Slot.NONE);
            }
        }
        return slots;
    }

    /** The PEFT names in the order of the graph's list {@code lora}; empty where a linear is not adapted. */
    public static List<String> loraNames(ModelConfig c, LoraConfig lora) {
        List<String> names = new ArrayList<>();
        for (int layer = 0; layer < c.layers(); layer++) {
            for (String module : LoraConfig.ALL_LINEARS) {
                boolean has = lora.targetModules().contains(module);
                names.add(has ? LoraNames.a(layer, module) : "");
                names.add(has ? LoraNames.b(layer, module) : "");
            }
        }
        return names;
    }

    /** Rows and columns of an adapter's matrix. */
    static List<Integer> loraShape(ModelConfig c, LoraConfig lora, String name) {
        String[] parts = name.split("\\.", -1);
        String module = parts[parts.length - 3];
        return parts[parts.length - 2].equals("lora_A")
                ? List.of(lora.rank(), LoraNames.inputs(c, module))
                : List.of(LoraNames.outputs(c, module), lora.rank());
    }

    /** The module's attributes that the text declares. */
    static Map<String, Number> attributes(ModelConfig c, AdamWConfig adamW) {
        Map<String, Number> attributes = new LinkedHashMap<>();
        attributes.put("heads", c.heads());
        attributes.put("kv_heads", c.kvHeads());
        attributes.put("head_dim", c.headDim());
        attributes.put("layers", c.layers());
        attributes.put("tied", c.tiedHead() ? 1 : 0);
        attributes.put("eps", c.normEpsilon());
        attributes.put("max_norm", adamW.maxGradientNorm());
        attributes.put("beta1", adamW.beta1());
        attributes.put("beta2", adamW.beta2());
        attributes.put("adam_eps", adamW.epsilon());
        attributes.put("decay", adamW.weightDecay());
        return attributes;
    }

    private static Slot matrix(ModelConfig c, String prefix, String module) {
        return new Slot(
                prefix + LoraNames.parent(module) + "." + module + ".weight",
                LoraNames.outputs(c, module),
                LoraNames.inputs(c, module));
    }
}
