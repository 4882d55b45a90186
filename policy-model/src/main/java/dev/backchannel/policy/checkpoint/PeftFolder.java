package dev.backchannel.policy.checkpoint;

import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.Matrix;
import dev.backchannel.policy.ModelConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * An adapter as PEFT and TRL save it: {@code adapter_config.json} and {@code adapter_model.safetensors}, with PEFT's names.
 */
public final class PeftFolder {
    private PeftFolder() {}

    /**
     * Reads an adapter for a base, in whatever precision it was saved.
     *
     * @throws PeftFormatException if it is no plain LoRA adapter, or not for a base of this shape
     */
    public static LoraWeights read(Path folder, ModelConfig model) {
        Path weightsFile = folder.resolve(CheckpointFiles.ADAPTER);
        for (String name : new String[] {CheckpointFiles.ADAPTER_CONFIG, CheckpointFiles.ADAPTER}) {
            if (!Files.isRegularFile(folder.resolve(name))) {
                throw new PeftFormatException(folder.resolve(name) + " is missing; " + hint(folder));
            }
        }
        try {
            LoraConfig config = PeftConfigReader.read(folder.resolve(CheckpointFiles.ADAPTER_CONFIG));
            SortedMap<String, Matrix> matrices = CheckpointFiles.readMatrices(weightsFile);
            requireShapes(weightsFile, config, matrices, model);
            return new LoraWeights(config, matrices);
        } catch (CorruptCheckpointException e) {
            throw new PeftFormatException(e.getMessage(), e);
        } catch (IOException e) {
            throw new PeftFormatException(folder + " cannot be read: " + e, e);
        }
    }

    /** The base an adapter of ours says it belongs to, in its manifest; PEFT's own folders say no digest. */
    public static Optional<String> baseDigest(Path folder) {
        Path manifest = folder.resolve(CheckpointFiles.MANIFEST);
        try {
            return Files.isRegularFile(manifest)
                    ? Optional.of(CheckpointFiles.readManifest(manifest).baseDigest())
                    : Optional.empty();
        } catch (CorruptCheckpointException e) {
            throw new PeftFormatException(e.getMessage(), e);
        } catch (IOException e) {
            throw new PeftFormatException(manifest + " cannot be read: " + e, e);
        }
    }

    private static String hint(Path folder) {
        return Files.exists(folder.resolve("adapter_model.bin"))
                ? "adapter_model.bin is a pickle; save the adapter with safe_serialization=True."
                : "a folder that PEFT's save_pretrained or TRL's save_model wrote is wanted.";
    }

    private static void requireShapes(
            Path file, LoraConfig config, SortedMap<String, Matrix> found, ModelConfig model) {
        SortedMap<String, Matrix> wanted = LoraWeights.initial(model, config, 0).matrices();
        for (String name : found.keySet()) {
            if (!wanted.containsKey(name)) {
                throw new PeftFormatException(
                        file + " holds " + name + ", which target_modules " + config.targetModules()
                                + " on a base of " + model.layers() + " layers does not ask for; names are like "
                                + wanted.firstKey() + ".");
            }
        }
        TreeSet<String> missing = new TreeSet<>(wanted.keySet());
        missing.removeAll(found.keySet());
        if (!missing.isEmpty()) {
            throw new PeftFormatException(file + " lacks " + missing.size() + " of " + wanted.size()
                    + " matrices, the first of them " + missing.first() + ": is it an adapter for this base?");
        }
        wanted.forEach((name, shape) -> {
            Matrix matrix = found.get(name);
            if (matrix != null && !matrix.sameShape(shape)) {
                throw new PeftFormatException(file + ": " + name + " is " + matrix.rows() + "x" + matrix.columns()
                        + ", but rank " + config.rank() + " on this base asks for " + shape.rows() + "x"
                        + shape.columns() + ".");
            }
        });
    }
}
