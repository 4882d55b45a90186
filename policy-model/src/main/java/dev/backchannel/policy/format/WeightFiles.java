package dev.backchannel.policy.format;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.policy.ModelFormatException;
import dev.backchannel.policy.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The weight file of a model folder, or its shards: which tensor lies where. */
public final class WeightFiles {
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private final Map<String, SafetensorsFile> files = new TreeMap<>();
    private final Map<String, SafetensorsFile> byTensor = new HashMap<>();

    private WeightFiles() {}

    public static WeightFiles open(Path folder) throws IOException {
        WeightFiles weights = new WeightFiles();
        if (Files.exists(folder.resolve(SINGLE))) {
            weights.add(SINGLE, folder);
        } else if (Files.exists(folder.resolve(INDEX))) {
            JsonNode map = JsonFiles.read(folder.resolve(INDEX)).path("weight_map");
            for (JsonNode file : map) {
                if (!weights.files.containsKey(file.asText())) {
                    weights.add(file.asText(), folder);
                }
            }
        } else {
            throw new ModelFormatException("No " + SINGLE + " (or " + INDEX + ") in " + folder
                    + ". Point --model at a folder in Hugging Face layout with safetensors weights.");
        }
        return weights;
    }

    private void add(String name, Path folder) throws IOException {
        if (!Path.of(name).getFileName().toString().equals(name)) {
            throw new ModelFormatException(
                    INDEX + " names the file '" + name + "', which is not in the folder itself.");
        }
        SafetensorsFile file = SafetensorsFile.open(folder.resolve(name));
        files.put(name, file);
        file.names().forEach(tensor -> byTensor.put(tensor, file));
    }

    /** The file that holds the tensor. */
    public SafetensorsFile holding(String tensor) {
        SafetensorsFile file = byTensor.get(tensor);
        if (file == null) {
            throw new ModelFormatException("The weights lack the tensor " + tensor
                    + ", which config.json calls for (files: " + files.keySet() + ").");
        }
        return file;
    }

    public boolean contains(String tensor) {
        return byTensor.containsKey(tensor);
    }

    public List<Path> paths() {
        return files.values().stream().map(SafetensorsFile::path).toList();
    }
}
