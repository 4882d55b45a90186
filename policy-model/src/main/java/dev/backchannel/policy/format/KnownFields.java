package dev.backchannel.policy.format;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/**
 * Which fields of {@code config.json} are understood, or known to leave the mathematics of inference alone. Any other one
 * that says something is refused: an unknown field may be a soft cap, a multiplier or a router.
 */
final class KnownFields {
    /** Read by {@link ConfigReader}. */
    private static final Set<String> READ = Set.of(
            "model_type",
            "architectures",
            "hidden_size",
            "intermediate_size",
            "num_hidden_layers",
            "num_attention_heads",
            "num_key_value_heads",
            "head_dim",
            "vocab_size",
            "max_position_embeddings",
            "rope_theta",
            "rope_scaling",
            "rope_parameters",
            "rms_norm_eps",
            "hidden_act",
            "tie_word_embeddings",
            "sliding_window",
            "layer_types");

    /** Training, tokens, storage, book-keeping: none of it changes what a forward pass computes. */
    private static final Set<String> HARMLESS = Set.of(
            "initializer_range",
            "use_cache",
            "attention_dropout",
            "hidden_dropout",
            "resid_pdrop",
            "embd_pdrop",
            "pretraining_tp",
            "torch_dtype",
            "dtype",
            "bos_token_id",
            "eos_token_id",
            "pad_token_id",
            "unk_token_id",
            "sep_token_id",
            "transformers_version",
            "transformers.js_config",
            "name_or_path",
            "task_specific_params",
            "tokenizer_class",
            "return_dict",
            "output_attentions",
            "output_hidden_states",
            "gradient_checkpointing",
            "use_bfloat16",
            "torchscript",
            "is_decoder",
            "chunk_size_feed_forward",
            "id2label",
            "label2id",
            "problem_type",
            "finetuning_task",
            "attn_implementation",
            "model_max_length",
            "max_sequence_length",
            "num_labels");

    /** What generation reads; old versions of transformers saved it in config.json, too. */
    private static final Set<String> GENERATION = Set.of(
            "max_length",
            "min_length",
            "do_sample",
            "early_stopping",
            "num_beams",
            "num_beam_groups",
            "diversity_penalty",
            "temperature",
            "top_k",
            "top_p",
            "typical_p",
            "repetition_penalty",
            "length_penalty",
            "no_repeat_ngram_size",
            "encoder_no_repeat_ngram_size",
            "num_return_sequences",
            "output_scores",
            "return_dict_in_generate",
            "remove_invalid_values",
            "forced_bos_token_id",
            "forced_eos_token_id",
            "suppress_tokens",
            "begin_suppress_tokens",
            "bad_words_ids");

    /** Fields that are neutral at 1. */
    private static final Set<String> MULTIPLIERS = Set.of(
            "partial_rotary_factor",
            "residual_multiplier",
            "embedding_multiplier",
            "attention_multiplier",
            "logits_scaling",
            "logit_scale");

    private KnownFields() {}

    static void check(ConfigFields config, Family family) {
        for (Map.Entry<String, JsonNode> field : config.node().properties()) {
            String name = field.getKey();
            JsonNode value = field.getValue();
            if (MULTIPLIERS.contains(name)) {
                if (!value.isNull() && value.asDouble() != 1) {
                    throw config.unsupported(name, value, "only 1 is supported");
                }
            } else if (!known(name, family) && saysSomething(value)) {
                throw config.unsupported(
                        name,
                        value,
                        "models of type " + family.modelType() + " that use this field are not supported (if it does"
                                + " not change what the model computes, remove it from config.json)");
            }
        }
    }

    private static boolean known(String name, Family family) {
        return READ.contains(name)
                || family.ownFields().contains(name)
                || HARMLESS.contains(name)
                || GENERATION.contains(name)
                || name.startsWith("_")
                || name.startsWith("unsloth_");
    }

    private static boolean saysSomething(JsonNode value) {
        boolean empty = value.isContainerNode() && value.isEmpty();
        boolean no = value.isBoolean() && !value.booleanValue();
        return !value.isNull() && !empty && !no;
    }
}
