package dev.backchannel.standalone.cli;

import dev.backchannel.access.Scope;
import dev.backchannel.access.StoredKey;
import dev.backchannel.standalone.doors.KeyFile;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code keys list}. */
@Command(name = "list", description = "Print the keys of the file: ids, tenants, scopes and times; never a secret.")
public final class KeysListCommand implements Callable<Integer> {
    @Mixin
    KeyFileOptions where = new KeyFileOptions();

    @Override
    public Integer call() {
        Instant now = Instant.now();
        System.out.printf("%-18s %-20s %-28s %-22s %s%n", "id", "tenant", "scopes", "created", "expires");
        for (StoredKey key : new KeyFile(where.file("doors.keys-file")).keys()) {
            System.out.printf(
                    "%-18s %-20s %-28s %-22s %s%n",
                    key.id(),
                    key.tenant(),
                    Scope.words(key.scopes()),
                    key.created(),
                    key.expires().map(Instant::toString).orElse("never") + (key.expiredAt(now) ? " (expired)" : ""));
        }
        return 0;
    }
}
