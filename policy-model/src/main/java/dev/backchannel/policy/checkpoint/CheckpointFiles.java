package dev.backchannel.policy.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.Matrix;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.Precision;
import dev.backchannel.policy.safetensors.SafetensorsException;
import dev.backchannel.policy.safetensors.SafetensorsFile;
import dev.backchannel.policy.safetensors.SafetensorsFile.TensorInfo;
import dev.backchannel.policy.safetensors.SafetensorsWriter;
import dev.backchannel.policy.safetensors.SafetensorsWriter.HostTensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How each file of a checkpoint is written and read. The same content makes the same bytes. */
final class CheckpointFiles {
    static final String ADAPTER_CONFIG = "adapter_config.json";
    static final String ADAPTER = "adapter_model.safetensors";
    static final String OPTIMIZER = "optimizer.safetensors";
    static final String MANIFEST = "manifest.json";

    private static final String FIRST = "first.";
    private static final String SECOND = "second.";
    private static final ObjectMapper JSON = new ObjectMapper();

    private CheckpointFiles() {}

    /** What the manifest says. */
    record Manifest(String checkpointId, String parentId, String baseDigest, long step, long optimizerStep) {}

    static void writeAdapterConfig(Path file, LoraConfig config) throws IOException {
        ObjectNode node = JSON.createObjectNode();
        node.put("peft_type", "LORA").put("task_type", "CAUSAL_LM").put("bias", "none");
        node.put("r", config.rank()).put("lora_dropout", 0.0);
        // PEFT declares an int, and some readers want one.
        if (config.alpha() == Math.rint(config.alpha()) && config.alpha() < Integer.MAX_VALUE) {
            node.put("lora_alpha", (int) config.alpha());
        } else {
            node.put("lora_alpha", config.alpha());
        }
        config.targetModules().forEach(node.putArray("target_modules")::add);
        node.put("fan_in_fan_out", false).put("inference_mode", true).put("init_lora_weights", true);
        node.putNull("modules_to_save").putNull("base_model_name_or_path");
        writeJson(file, node);
    }

    static LoraConfig readAdapterConfig(Path file) throws IOException {
        JsonNode node = readJson(file);
        List<String> targets = new ArrayList<>();
        node.path("target_modules").forEach(t -> targets.add(t.asText()));
        try {
            return new LoraConfig(
                    node.path("r").asInt(), node.path("lora_alpha").asDouble(), targets);
        } catch (IllegalArgumentException e) {
            throw new CorruptCheckpointException(file + " is not a LoRA configuration: " + e.getMessage(), e);
        }
    }

    static void writeManifest(Path file, Manifest manifest, List<String> files) throws IOException {
        ObjectNode node = JSON.createObjectNode();
        node.put("format", 1).put("checkpoint_id", manifest.checkpointId());
        node.put("parent_id", manifest.parentId()).put("base_digest", manifest.baseDigest());
        node.put("step", manifest.step()).put("optimizer_step", manifest.optimizerStep());
        files.stream().sorted().forEach(node.putArray("files")::add);
        writeJson(file, node);
    }

    static Manifest readManifest(Path file) throws IOException {
        JsonNode node = readJson(file);
        for (String field : List.of("checkpoint_id", "parent_id", "base_digest", "step", "optimizer_step")) {
            if (!node.hasNonNull(field)) {
                throw new CorruptCheckpointException(file + " lacks the field " + field + ".");
            }
        }
        return new Manifest(
                node.path("checkpoint_id").asText(),
                node.path("parent_id").asText(),
                node.path("base_digest").asText(),
                node.path("step").asLong(),
                node.path("optimizer_step").asLong());
    }

    static void writeMatrices(Path file, SortedMap<String, Matrix> matrices) throws IOException {
        SortedMap<String, HostTensor> tensors = new TreeMap<>();
        matrices.forEach(
                (name, m) -> tensors.put(name, new HostTensor(new long[] {m.rows(), m.columns()}, m.values())));
        SafetensorsWriter.write(file, tensors, Precision.FP32, Map.of("format", "pt"));
    }

    static SortedMap<String, Matrix> readMatrices(Path file) throws IOException {
        try {
            SafetensorsFile tensors = SafetensorsFile.open(file);
            SortedMap<String, Matrix> matrices = new TreeMap<>();
            for (String name : tensors.names()) {
                TensorInfo info = tensors.info(name);
                if (info.shape().length != 2) {
                    throw new CorruptCheckpointException(file + ": " + name + " is not a matrix.");
                }
                Matrix matrix = new Matrix((int) info.shape()[0], (int) info.shape()[1], tensors.floats(name));
                if (!matrix.isFinite()) {
                    throw new CorruptCheckpointException(
                            file + ": " + name + " holds a value that is not finite (NaN or infinite).");
                }
                matrices.put(name, matrix);
            }
            return matrices;
        } catch (SafetensorsException e) {
            throw new CorruptCheckpointException(e.getMessage(), e);
        }
    }

    static void writeOptimizer(Path file, OptimizerState state) throws IOException {
        SortedMap<String, Matrix> both = new TreeMap<>();
        state.first().forEach((name, m) -> both.put(FIRST + name, m));
        state.second().forEach((name, m) -> both.put(SECOND + name, m));
        writeMatrices(file, both);
    }

    static OptimizerState readOptimizer(Path file, long step) throws IOException {
        SortedMap<String, Matrix> first = new TreeMap<>();
        SortedMap<String, Matrix> second = new TreeMap<>();
        readMatrices(file).forEach((name, m) -> {
            if (name.startsWith(FIRST)) {
                first.put(name.substring(FIRST.length()), m);
            } else if (name.startsWith(SECOND)) {
                second.put(name.substring(SECOND.length()), m);
            } else {
                throw new CorruptCheckpointException(file + " holds " + name + ", which is no moment.");
            }
        });
        return new OptimizerState(step, first, second);
    }

    private static void writeJson(Path file, ObjectNode node) throws IOException {
        Files.writeString(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n");
    }

    private static JsonNode readJson(Path file) throws IOException {
        try {
            JsonNode node = JSON.readTree(Files.readString(file));
            if (!node.isObject()) {
                throw new CorruptCheckpointException(file + " is not a JSON object.");
            }
            return node;
        } catch (com.fasterxml.jackson.core.JsonProcessingException | java.nio.charset.MalformedInputException e) {
            throw new CorruptCheckpointException(file + " is not valid JSON: " + e.getMessage(), e);
        }
    }
}
