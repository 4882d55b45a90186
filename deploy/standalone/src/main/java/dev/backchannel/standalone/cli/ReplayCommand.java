package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.UserError;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code replay}: recorded conversations through the front door. */
@Command(name = "replay", description = "Send recorded conversations through POST /v1/events.")
public final class ReplayCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        throw UserError.failure("replay is not built yet");
    }
}
