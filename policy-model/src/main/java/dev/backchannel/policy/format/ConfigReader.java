package dev.backchannel.policy.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.policy.ModelConfig;
import dev.backchannel.policy.ModelFormatException;
import java.nio.file.Path;

/** Reads {@code config.json}, and refuses every field that would change the mathematics in a way we do not compute. */
public final class ConfigReader {
    private final ConfigFields config;

    private ConfigReader(ConfigFields config) {
        this.config = config;
    }

    /** Reads the folder's {@code config.json}, with the whole context that the model has. */
    public static ModelConfig read(Path folder) {
        return read(folder, Integer.MAX_VALUE);
    }

    /**
     * Reads the folder's {@code config.json}.
     *
     * @param contextLimit no more positions than these will be used
     * @throws ModelFormatException naming the field that is missing, wrong or not supported
     */
    public static ModelConfig read(Path folder, int contextLimit) {
        return new ConfigReader(ConfigFields.read(folder)).config(contextLimit);
    }

    private ModelConfig config(int contextLimit) {
        Family family = family();
        KnownFields.check(config, family);
        refuseOtherMathematics(family);
        int hidden = config.positive("hidden_size");
        int heads = config.positive("num_attention_heads");
        int kvHeads = family == Family.LLAMA
                ? config.positive("num_key_value_heads", heads)
                : config.positive("num_key_value_heads");
        int headDim = config.positive("head_dim", family.headDim(hidden, heads));
        if (heads % kvHeads != 0) {
            throw config.unsupported("num_key_value_heads", kvHeads, "it must divide num_attention_heads, " + heads);
        }
        if (headDim % 2 != 0 || (!config.present("head_dim") && family != Family.QWEN3 && hidden % heads != 0)) {
            throw config.unsupported("num_attention_heads", heads, "the width of a head must be whole and even");
        }
        int layers = config.positive("num_hidden_layers");
        int context = Math.min(contextLimit, config.positive("max_position_embeddings"));
        new AttentionWindow(config, family).check(layers, context);
        boolean bias = config.flag("attention_bias", false);
        RopeReader rope = new RopeReader(config);
        return new ModelConfig(
                family.modelType(),
                hidden,
                config.positive("intermediate_size"),
                layers,
                heads,
                kvHeads,
                headDim,
                config.positive("vocab_size"),
                context,
                rope.theta(),
                rope.scaling(),
                config.number("rms_norm_eps", 1e-6),
                config.flag("tie_word_embeddings", false),
                family.biases(bias),
                family.outputBias(bias),
                family.normalisesQueriesAndKeys());
    }

    private Family family() {
        String type = config.text("model_type", "missing");
        return Family.of(type)
                .orElseThrow(() ->
                        config.unsupported("model_type", type, "only llama, mistral, qwen2 and qwen3 are supported"));
    }

    private void refuseOtherMathematics(Family family) {
        for (JsonNode name : config.node().path("architectures")) {
            if (!name.asText().equals(family.architecture())) {
                throw config.unsupported("architectures", name, family.architecture() + " is needed");
            }
        }
        String activation = config.text("hidden_act", "silu");
        if (!activation.equals("silu")) {
            throw config.unsupported("hidden_act", activation, "only silu is supported");
        }
        for (String field : new String[] {"mlp_bias", "rope_interleaved"}) {
            if (config.flag(field, false)) {
                throw config.unsupported(field, true, "only false is supported");
            }
        }
    }
}
