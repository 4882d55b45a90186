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
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** The weight file of a model folder, or its shards: which tensor lies where. */
public final class WeightFiles {
    private static final String SINGLE = "model.safetensors";
    private static final String INDEX = "model.safetensors.index.json";

    private final Map<String, SafetensorsFile> files = new TreeMap<>();
    private final Map<String, SafetensorsFile> byTensor = new HashMap<>();

    private WeightFiles() {}

    /** @throws ModelFormatException if there are none, or index and shards contradict each other */
    public static WeightFiles open(Path folder) throws IOException {
        WeightFiles weights = new WeightFiles();
        if (Files.exists(folder.resolve(SINGLE))) {
            weights.add(SINGLE, folder);
        } else if (Files.exists(folder.resolve(INDEX))) {
            weights.addShards(folder);
        } else {
            throw new ModelFormatException("No " + SINGLE + " (or " + INDEX + ") in " + folder
                    + ". Point --model at a folder in Hugging Face layout; weights in other files (.bin, .pth, .gguf) must be"
                    + " converted to safetensors first.");
        }
        return weights;
    }

    private void addShards(Path folder) throws IOException {
        JsonNode map = JsonFiles.read(folder.resolve(INDEX)).path("weight_map");
        if (!map.isObject() || map.isEmpty()) {
            throw new ModelFormatException(folder.resolve(INDEX) + " has no weight_map from tensors to files.");
        }
        for (JsonNode file : map) {
            if (!files.containsKey(file.asText())) {
                add(file.asText(), folder);
            }
        }
        for (var entry : map.properties()) {
            String file = entry.getValue().asText();
            if (byTensor.get(entry.getKey()) != files.get(file)) {
                throw new ModelFormatException(folder.resolve(INDEX) + " says that " + file + " holds " + entry.getKey()
                        + ", but it does not: files of different downloads?");
            }
        }
    }

    private void add(String name, Path folder) throws IOException {
        if (name.isEmpty() || !Path.of(name).getFileName().toString().equals(name)) {
            throw new ModelFormatException(
                    INDEX + " names the file '" + name + "', which is not in the folder itself.");
        }
        SafetensorsFile file = SafetensorsFile.open(folder.resolve(name));
        files.put(name, file);
        for (String tensor : file.names()) {
            SafetensorsFile other = byTensor.put(tensor, file);
            if (other != null) {
                throw new ModelFormatException("The tensor " + tensor + " is in two files, "
                        + other.path().getFileName() + " and " + name + " of " + folder + ".");
            }
        }
    }

    /** The names of all tensors, in order. */
    public SortedSet<String> tensors() {
        return new TreeSet<>(byTensor.keySet());
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

    /** @throws dev.backchannel.policy.safetensors.SafetensorsException if a file was changed since it was opened */
    public void requireSame() throws IOException {
        for (SafetensorsFile file : files.values()) {
            file.requireSame();
        }
    }

    public List<Path> paths() {
        return files.values().stream().map(SafetensorsFile::path).toList();
    }
}
