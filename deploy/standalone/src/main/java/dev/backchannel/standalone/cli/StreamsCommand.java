package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.system.RoleKind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code streams}: that role alone. */
@Command(name = "streams", description = "Run only the stream processing and its mining worker.")
public final class StreamsCommand implements Callable<Integer> {
    @Mixin
    RoleOptions role = new RoleOptions();

    @Override
    public Integer call() {
        return role.run(RoleKind.STREAMS);
    }
}
