package dev.backchannel.policy.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.policy.ModelConfig;
import dev.backchannel.policy.ModelFormatException;
import java.nio.file.Path;
import java.util.List;

/** Reads {@code config.json}, and refuses every field that would change the mathematics in a way we do not compute. */
public final class ConfigReader {
    /** Fields of related families that scale or cap activations: fine when absent or neutral. */
    private static final List<String> NEUTRAL_ONE = List.of(
            "partial_rotary_factor",
            "residual_multiplier",
            "embedding_multiplier",
            "attention_multiplier",
            "logits_scaling");

    private static final List<String> MUST_BE_ABSENT = List.of(
            "quantization_config",
            "final_logit_softcapping",
            "attn_logit_softcapping",
            "num_local_experts",
            "num_experts");

    private final JsonNode root;
    private final Path file;

    private ConfigReader(JsonNode root, Path file) {
        this.root = root;
        this.file = file;
    }

    public static ModelConfig read(Path folder) {
        Path file = folder.resolve("config.json");
        return new ConfigReader(JsonFiles.read(file), file).config();
    }

    private ModelConfig config() {
        String type = root.path("model_type").asText("");
        if (!type.equals("llama") && !type.equals("qwen2")) {
            throw unsupported("model_type", type, "llama and qwen2 are supported");
        }
        refuseOtherMathematics();
        boolean qwen = type.equals("qwen2");
        int hidden = positive("hidden_size");
        int heads = positive("num_attention_heads");
        int kvHeads = present("num_key_value_heads") ? positive("num_key_value_heads") : heads;
        int headDim = present("head_dim") ? positive("head_dim") : hidden / heads;
        if (heads % kvHeads != 0) {
            throw unsupported("num_key_value_heads", kvHeads, "it must divide num_attention_heads, " + heads);
        }
        if (headDim % 2 != 0 || !present("head_dim") && hidden % heads != 0) {
            throw unsupported("num_attention_heads", heads, "the width of a head must be whole and even");
        }
        boolean bias = qwen || root.path("attention_bias").asBoolean(false);
        return new ModelConfig(
                type,
                hidden,
                positive("intermediate_size"),
                positive("num_hidden_layers"),
                heads,
                kvHeads,
                headDim,
                positive("vocab_size"),
                positive("max_position_embeddings"),
                ropeTheta(),
                number("rms_norm_eps", 1e-6),
                root.path("tie_word_embeddings").asBoolean(false),
                bias,
                !qwen && bias);
    }

    private void refuseOtherMathematics() {
        String activation = root.path("hidden_act").asText("silu");
        if (!activation.equals("silu")) {
            throw unsupported("hidden_act", activation, "only silu is supported");
        }
        refuseTrue("mlp_bias");
        refuseTrue("use_sliding_window");
        refuseTrue("rope_interleaved");
        for (JsonNode layer : root.path("layer_types")) {
            if (!layer.asText().equals("full_attention")) {
                throw unsupported("layer_types", layer.asText(), "only full_attention is supported");
            }
        }
        refuseScaledRope("rope_scaling");
        refuseScaledRope("rope_parameters");
        for (String field : NEUTRAL_ONE) {
            if (present(field) && root.path(field).asDouble() != 1) {
                throw unsupported(field, root.path(field), "only 1 is supported");
            }
        }
        for (String field : MUST_BE_ABSENT) {
            if (present(field)) {
                throw unsupported(field, root.path(field), "models that use it are not supported");
            }
        }
    }

    private void refuseScaledRope(String field) {
        JsonNode rope = root.path(field);
        String kind = rope.path("rope_type").asText(rope.path("type").asText("default"));
        if (present(field) && !kind.equals("default")) {
            throw unsupported(field, kind, "only unscaled rotary positions are supported");
        }
    }

    private void refuseTrue(String field) {
        if (root.path(field).asBoolean(false)) {
            throw unsupported(field, true, "only false is supported");
        }
    }

    private double ropeTheta() {
        JsonNode nested = root.path("rope_parameters").path("rope_theta");
        return nested.isNumber() ? nested.asDouble() : number("rope_theta", 10_000);
    }

    private boolean present(String field) {
        return root.hasNonNull(field);
    }

    private int positive(String field) {
        JsonNode node = root.path(field);
        if (!node.isIntegralNumber() || !node.canConvertToInt() || node.asInt() < 1) {
            throw unsupported(field, node.isMissingNode() ? "missing" : node, "a positive whole number is needed");
        }
        return node.asInt();
    }

    private double number(String field, double fallback) {
        JsonNode node = root.path(field);
        if (node.isMissingNode() || node.isNull()) {
            return fallback;
        }
        if (!node.isNumber() || !(node.asDouble() > 0)) {
            throw unsupported(field, node, "a positive number is needed");
        }
        return node.asDouble();
    }

    private ModelFormatException unsupported(String field, Object value, String need) {
        return new ModelFormatException(file + ": " + field + " is " + value + ", but " + need + ".");
    }
}
