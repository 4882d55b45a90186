package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.UserError;
import dev.backchannel.streams.operation.Selection;
import dev.backchannel.topics.Cause;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ops redrive}. */
@Command(
        name = "redrive",
        description =
                "Send what became dead letters to where it came from, as it came; each letter once. Without --all every condition given must be met.")
public final class OpsRedriveCommand implements Callable<Integer> {
    @Option(names = "--reason-contains", paramLabel = "TEXT", description = "Letters whose reason has this in it.")
    @Nullable
    String reasonContains;

    @Option(names = "--origin", paramLabel = "TOPIC", description = "Letters about records of this topic.")
    @Nullable
    String origin;

    @Option(names = "--event", paramLabel = "ID", description = "Letters about the event of this event_id.")
    @Nullable
    String event;

    @Option(names = "--tenant", paramLabel = "NAME", description = "Letters about records of this tenant.")
    @Nullable
    String tenant;

    @Option(names = "--all", description = "All letters.")
    boolean all;

    @Mixin
    OpsOptions options = new OpsOptions();

    @Override
    public Integer call() {
        return options.carryOut((commands, topics) -> commands.redrive(selection()));
    }

    private Selection selection() {
        try {
            return new Selection(
                    Optional.ofNullable(reasonContains),
                    Optional.ofNullable(origin),
                    Optional.ofNullable(event),
                    Optional.ofNullable(tenant),
                    all);
        } catch (IllegalArgumentException e) {
            throw UserError.usage(Cause.message(e));
        }
    }
}
