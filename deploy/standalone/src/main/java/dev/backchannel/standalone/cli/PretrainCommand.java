package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.UserError;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code pretrain}: makes the seed policy. */
@Command(name = "pretrain", description = "Train the seed policy from the project's own corpus grammar.")
public final class PretrainCommand implements Callable<Integer> {
    @Option(names = "--output", paramLabel = "DIR", required = true, description = "Write the model folder here.")
    Path output;

    @Override
    public Integer call() {
        throw UserError.failure("pretrain is not built yet");
    }
}
