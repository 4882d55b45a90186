package dev.backchannel.standalone.operation;

import dev.backchannel.access.CommandTrust;
import dev.backchannel.access.OperatorKey;
import dev.backchannel.access.OperatorKeys;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.topics.Cause;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What the knobs {@code operators.*} say: whose commands count, and who signs. */
public final class OperatorSettings {
    private OperatorSettings() {}

    /** Of a process that reads commands. @throws UserError if a file cannot be read or is wrong */
    public static CommandTrust trust(Settings settings) {
        Optional<Path> keys = settings.optionalPath("operators.keys");
        if (keys.isEmpty()) {
            return CommandTrust.EVERYBODY;
        }
        try {
            CommandTrust trust = CommandTrust.in(
                    OperatorKeys.of(keys.get(), System::nanoTime), settings.duration("operators.longest-validity"));
            return settings.optionalPath("operators.guard-key")
                    .map(file -> trust.signingWith(OperatorKey.read(file)))
                    .orElse(trust);
        } catch (IllegalArgumentException e) {
            throw UserError.usage(Cause.message(e));
        }
    }

    /**
     * Signs what is given here, if there is a key.
     *
     * @param file in place of the configured one
     */
    public static UnaryOperator<OperatorCommand> signer(Settings settings, Optional<Path> file) {
        Optional<Path> chosen = file.or(() -> settings.optionalPath("operators.key"));
        if (chosen.isEmpty()) {
            return UnaryOperator.identity();
        }
        Duration validity = settings.duration("operators.validity");
        try {
            OperatorKey key = OperatorKey.read(chosen.get());
            return command -> key.sign(command, validity);
        } catch (IllegalArgumentException e) {
            throw UserError.usage(Cause.message(e));
        }
    }
}
