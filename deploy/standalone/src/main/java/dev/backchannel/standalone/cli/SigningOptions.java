package dev.backchannel.standalone.cli;

import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.operation.OperatorSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who signs a command. */
final class SigningOptions {
    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "Sign with the private key in this file (default: that of operators.key, if it is set).")
    @Nullable
    Path key;

    UnaryOperator<OperatorCommand> signer(Settings settings) {
        return OperatorSettings.signer(settings, Optional.ofNullable(key));
    }
}
