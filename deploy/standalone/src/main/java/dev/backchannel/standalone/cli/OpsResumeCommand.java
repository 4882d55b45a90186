package dev.backchannel.standalone.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ops resume}. */
@Command(name = "resume", description = "Let the learner of --policy go on where it was paused.")
public final class OpsResumeCommand implements Callable<Integer> {

    @Mixin
    OpsOptions options = new OpsOptions();

    @Override
    public Integer call() {
        return options.carryOut((commands, topics) -> commands.resume(topics.policy()));
    }
}
