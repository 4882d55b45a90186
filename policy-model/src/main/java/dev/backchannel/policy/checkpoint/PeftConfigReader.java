package dev.backchannel.policy.checkpoint;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.backchannel.policy.LoraConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads PEFT's {@code adapter_config.json} (huggingface/peft, {@code LoraConfig}). A field that would change the mathematics
 * and is not supported is refused by name; so is one that nobody here knows, unless it is off.
 */
final class PeftConfigReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** These say where an adapter comes from, or how it was trained, not what it computes. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "base_model_name_or_path",
            "revision",
            "auto_mapping",
            "inference_mode",
            "lora_dropout",
            "peft_version",
            "runtime_config",
            "megatron_core",
            "qalora_group_size",
            "ensure_weight_tying",
            "layers_pattern",
            "eva_config");
    /** These are read. */
    private static final Set<String> READ = Set.of(
            "peft_type", "task_type", "r", "lora_alpha", "target_modules", "bias", "use_rslora", "init_lora_weights");

    /** Why a field is refused when it is on. */
    private static final Map<String, String> UNSUPPORTED = Map.ofEntries(
            Map.entry("use_dora", "DoRA scales each column of the weight; train without it"),
            Map.entry("use_qalora", "QALoRA groups the inputs; train without it"),
            Map.entry("rank_pattern", "every module must have the same rank"),
            Map.entry("alpha_pattern", "every module must have the same alpha"),
            Map.entry("modules_to_save", "only LoRA matrices can be served beside the frozen base"),
            Map.entry("trainable_token_indices", "the embeddings of the base are frozen"),
            Map.entry("lora_bias", "biases of LoRA layers are not supported"),
            Map.entry("fan_in_fan_out", "it is for Conv1D layers, which this family of models has not"),
            Map.entry("layers_to_transform", "every layer must have its matrices"),
            Map.entry("layer_replication", "the base has its layers once"),
            Map.entry("exclude_modules", "name what is adapted in target_modules instead"),
            Map.entry("target_parameters", "only linear modules can be adapted"),
            Map.entry("alora_invocation_tokens", "an adapter is on for all tokens of an answer"));

    /** Ways to begin that leave the base as it was; PiSSA, OLoRA, CorDA and LoftQ change it. */
    private static final Set<String> PLAIN_BEGINNINGS = Set.of("true", "false", "gaussian", "eva", "orthogonal");

    private PeftConfigReader() {}

    /** @throws PeftFormatException saying which field with which value is wrong */
    static LoraConfig read(Path file) throws IOException {
        JsonNode node = json(file);
        require(file, node, "peft_type", Set.of("LORA"));
        if (!node.path("task_type").isNull()) {
            require(file, node, "task_type", Set.of("CAUSAL_LM", ""));
        }
        require(file, node, "bias", Set.of("none", ""));
        String beginning = node.path("init_lora_weights").asText("true");
        if (!PLAIN_BEGINNINGS.contains(beginning)) {
            throw new PeftFormatException(file + ": init_lora_weights is '" + beginning
                    + "', which changes the base's weights too; convert the adapter to plain LoRA"
                    + " (peft: save_pretrained(…, path_initial_model_for_weight_conversion=…)).");
        }
        node.properties().forEach(field -> requireKnown(file, field.getKey(), field.getValue()));
        return config(file, node);
    }

    private static void requireKnown(Path file, String name, JsonNode value) {
        if (WITHOUT_EFFECT.contains(name) || READ.contains(name) || isOff(value)) {
            return;
        }
        String why = UNSUPPORTED.getOrDefault(
                name, "nobody here knows what it does, and it might change what the adapter computes");
        throw new PeftFormatException(file + ": " + name + " is " + value + ", which is not supported: " + why + ".");
    }

    private static boolean isOff(JsonNode value) {
        return value.isNull()
                || (value.isBoolean() && !value.asBoolean())
                || (value.isContainerNode() && value.isEmpty());
    }

    private static LoraConfig config(Path file, JsonNode node) {
        JsonNode targets = node.path("target_modules");
        if (!targets.isArray()) {
            throw new PeftFormatException(file + ": target_modules is " + targets + ", but must be a list of some of "
                    + LoraConfig.ALL_LINEARS + ".");
        }
        List<String> modules = new java.util.ArrayList<>();
        targets.forEach(t -> modules.add(t.asText()));
        if (!node.path("r").isInt() || !node.path("lora_alpha").isNumber()) {
            throw new PeftFormatException(file + ": r is " + node.path("r") + " and lora_alpha "
                    + node.path("lora_alpha") + ", but both must be numbers.");
        }
        int rank = node.path("r").asInt();
        double alpha = node.path("lora_alpha").asDouble();
        try {
            // Rank-stabilised LoRA scales by α/√r (arXiv 2312.03732), which is plain LoRA's α'/r with α' = α·√r.
            return new LoraConfig(rank, node.path("use_rslora").asBoolean() ? alpha * Math.sqrt(rank) : alpha, modules);
        } catch (IllegalArgumentException e) {
            throw new PeftFormatException(file + ": " + e.getMessage(), e);
        }
    }

    private static void require(Path file, JsonNode node, String field, Set<String> allowed) {
        String value = node.path(field).asText("");
        if (!allowed.contains(value)) {
            throw new PeftFormatException(file + ": " + field + " is '" + value + "', but must be '"
                    + allowed.stream().filter(v -> !v.isEmpty()).findFirst().orElse("") + "'.");
        }
    }

    private static JsonNode json(Path file) throws IOException {
        try {
            JsonNode node = JSON.readTree(Files.readString(file));
            if (node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException | java.nio.charset.CharacterCodingException e) {
            throw new PeftFormatException(file + " is not valid JSON: " + e.getMessage(), e);
        }
        throw new PeftFormatException(file + " is not a JSON object.");
    }
}
