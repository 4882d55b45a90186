package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.UserError;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which file a command of {@code keys} is about. */
final class KeyFileOptions {
    @Mixin
    ConfigOptions config = new ConfigOptions();

    @Option(names = "--file", paramLabel = "FILE", description = "The file (default: what the configuration names).")
    @Nullable
    Path file;

    /** @throws UserError exit 2: neither the option nor the key names one */
    Path file(String key) {
        if (file != null) {
            return file;
        }
        return config.load(Map.of())
                .optionalPath(key)
                .orElseThrow(() -> UserError.usage("say which file, with --file FILE or " + key));
    }
}
