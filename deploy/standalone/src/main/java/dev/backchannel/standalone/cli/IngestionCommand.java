package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.system.RoleKind;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code ingestion}: that role alone. */
@Command(name = "ingestion", description = "Run only the door for events (POST /v1/events).")
public final class IngestionCommand implements Callable<Integer> {
    @Mixin
    RoleOptions role = new RoleOptions();

    @Override
    public Integer call() {
        return role.run(RoleKind.INGESTION);
    }
}
