package dev.backchannel.standalone.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ops pause}. */
@Command(
        name = "pause",
        description = "Let the learner of --policy take no steps until resumed; nothing is lost, serving goes on.")
public final class OpsPauseCommand implements Callable<Integer> {

    @Mixin
    OpsOptions options = new OpsOptions();

    @Override
    public Integer call() {
        return options.carryOut((commands, topics) -> commands.pause(topics.policy()));
    }
}
