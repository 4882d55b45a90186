package dev.backchannel.standalone.system;

import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.ModelFormatException;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.seed.SeedPolicy;
import dev.backchannel.standalone.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds and loads the base. */
public final class Models {
    private Models() {}

    /**
     * Tells a wrong folder before anything slow begins.
     *
     * @param folder empty: the seed policy, unpacked under the data folder
     * @throws UserError when there is none
     */
    public static Path locate(Optional<Path> folder, DataDirectory data) {
        return requireFolder(folder.orElseGet(() -> seedPolicy(data)), "--model");
    }

    /**
     * @param option that named the folder
     * @throws UserError when there is none
     */
    public static Path requireFolder(Path chosen, String option) {
        if (!Files.isDirectory(chosen)) {
            throw UserError.failure("the model folder " + chosen + " does not exist; " + option
                    + " wants a folder in Hugging Face layout (config.json, model.safetensors, tokenizer.json, a chat"
                    + " template)");
        }
        return chosen;
    }

    /** @throws UserError when a file is missing or broken */
    public static PolicyModel load(Path chosen, EngineOptions engine) {
        try {
            return PolicyModel.load(chosen, engine);
        } catch (ModelFormatException e) {
            throw UserError.failure("the model in " + chosen + " cannot be loaded: " + e.getMessage(), e);
        }
    }

    private static Path seedPolicy(DataDirectory data) {
        try {
            return SeedPolicy.extractTo(data.seedPolicy());
        } catch (IOException e) {
            throw UserError.failure("the seed policy cannot be unpacked: " + e.getMessage(), e);
        }
    }
}
