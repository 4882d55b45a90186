package dev.backchannel.standalone.cli;

import dev.backchannel.access.NewOperatorKey;
import dev.backchannel.standalone.UserError;
import dev.backchannel.topics.Cause;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ops keygen}. */
@Command(
        name = "keygen",
        description =
                "Make a pair of Ed25519 keys: the private one goes to a file, and the line that the file of operators.keys"
                        + " wants is printed.")
public final class OpsKeygenCommand implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "Whose keys; stays on record with every command that they sign.")
    String name;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the private key there; never over a file (default: NAME.key).")
    @Nullable
    Path out;

    @Override
    public Integer call() {
        try {
            NewOperatorKey made = NewOperatorKey.of(name);
            made.writeTo(out == null ? Path.of(name + ".key") : out);
            System.out.println(made.line());
            return 0;
        } catch (IllegalArgumentException e) {
            throw UserError.usage(Cause.message(e));
        } catch (UncheckedIOException e) {
            throw UserError.failure(Cause.message(e), e);
        }
    }
}
