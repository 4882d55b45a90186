package dev.backchannel.standalone.source;

import dev.backchannel.standalone.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A data folder whose process is running. */
public final class RunningFolder {
    private RunningFolder() {}

    /** @throws UserError when nothing runs on it */
    public static String bootstrapServers(Path folder) {
        Path bootstrap = folder.resolve("bootstrap");
        try {
            return Files.readString(bootstrap).strip();
        } catch (IOException e) {
            throw UserError.failure(
                    bootstrap + " cannot be read, so nothing seems to run on " + folder
                            + "; start it with: backchannel up --data " + folder,
                    e);
        }
    }
}
