package dev.backchannel.policy.format;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The model types that are supported, and where they differ. */
public enum Family {
    LLAMA("llama", "LlamaForCausalLM", Set.of("attention_bias", "mlp_bias", "rope_interleaved", "is_llama_config")),
    MISTRAL("mistral", "MistralForCausalLM", Set.of()),
    QWEN2("qwen2", "Qwen2ForCausalLM", Set.of("attention_bias", "use_sliding_window", "max_window_layers")),
    QWEN3("qwen3", "Qwen3ForCausalLM", Set.of("attention_bias", "use_sliding_window", "max_window_layers"));

    private final String modelType;
    private final String architecture;
    private final Set<String> ownFields;

    Family(String modelType, String architecture, Set<String> ownFields) {
        this.modelType = modelType;
        this.architecture = architecture;
        this.ownFields = ownFields;
    }

    public static Optional<Family> of(String modelType) {
        return Arrays.stream(values())
                .filter(family -> family.modelType.equals(modelType))
                .findFirst();
    }

    public String modelType() {
        return modelType;
    }

    /** The class in transformers that runs it. */
    public String architecture() {
        return architecture;
    }

    /** The fields of config.json that not all families have. */
    public Set<String> ownFields() {
        return ownFields;
    }

    boolean normalisesQueriesAndKeys() {
        return this == QWEN3;
    }

    /** Biases on q, k and v. */
    boolean biases(boolean attentionBias) {
        return this == QWEN2 || (this != MISTRAL && attentionBias);
    }

    /** A bias on the attention's output, too. */
    boolean outputBias(boolean attentionBias) {
        return (this == LLAMA || this == QWEN3) && attentionBias;
    }

    /** The width of a head where the config leaves it out. */
    int headDim(int hiddenSize, int heads) {
        return this == QWEN3 ? 128 : hiddenSize / heads;
    }
}
