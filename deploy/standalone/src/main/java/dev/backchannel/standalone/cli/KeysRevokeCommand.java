package dev.backchannel.standalone.cli;

import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Durations;
import dev.backchannel.standalone.doors.KeyFile;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code keys revoke}. */
@Command(
        name = "revoke",
        description = "Take a key back, at once or after a while in which its owner changes to a new one.")
public final class KeysRevokeCommand implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "The key's id: what stands between its first two underscores.")
    String id;

    @Mixin
    KeyFileOptions where = new KeyFileOptions();

    @Option(
            names = "--after",
            paramLabel = "TIME",
            defaultValue = "0s",
            description = "Let it be good for so long, such as 1d.")
    String after;

    @Override
    public Integer call() {
        Duration grace;
        try {
            grace = Durations.parse(after);
        } catch (IllegalArgumentException e) {
            throw UserError.usage("--after is '" + after + "', but must be a length of time such as 10m, 2h or 1d");
        }
        Instant until = Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(grace);
        new KeyFile(where.file("doors.keys-file")).expire(id, until);
        System.out.println("key " + id + " is good until " + until);
        return 0;
    }
}
