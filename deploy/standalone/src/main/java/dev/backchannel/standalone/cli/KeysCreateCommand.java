package dev.backchannel.standalone.cli;

import dev.backchannel.access.ApiKey;
import dev.backchannel.access.Principal;
import dev.backchannel.access.Scope;
import dev.backchannel.access.StoredKey;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Durations;
import dev.backchannel.standalone.doors.KeyFile;
import dev.backchannel.topics.Cause;
import dev.backchannel.topics.Keys;
import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code keys create}. */
@Command(
        name = "create",
        description = "Make a key, print it once, and add its hash to the file; the key itself is kept nowhere.")
public final class KeysCreateCommand implements Callable<Integer> {
    @Mixin
    KeyFileOptions where = new KeyFileOptions();

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "Whose requests it makes (default: " + Keys.DEFAULT_TENANT + ").")
    @Nullable
    String tenant;

    @Option(
            names = "--all-tenants",
            description =
                    "Let the request say whose it is: for operators, the mining worker, and backends of many tenants.")
    boolean allTenants;

    @Option(
            names = "--scope",
            paramLabel = "ingest|chat|profile|operate",
            required = true,
            split = ",",
            description = "What it opens; may be repeated.")
    List<String> scopes;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description = "Good for so long, such as 90d (default: for ever).")
    @Nullable
    String expires;

    @Option(names = "--json", description = "Print one JSON object as the last line.")
    boolean json;

    @Override
    public Integer call() {
        if (allTenants && tenant != null) {
            throw UserError.usage("--tenant and --all-tenants exclude one another");
        }
        SecureRandom random = new SecureRandom();
        ApiKey key = ApiKey.create(random);
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        StoredKey stored;
        try {
            Set<Scope> opens = EnumSet.copyOf(Scope.parse(String.join(",", scopes)));
            Optional<Instant> until = Optional.ofNullable(expires).map(text -> now.plus(Durations.parse(text)));
            String whose = allTenants ? Principal.ANY_TENANT : tenant == null ? Keys.DEFAULT_TENANT : tenant;
            if (!allTenants && whose.equals(Principal.ANY_TENANT)) {
                throw new IllegalArgumentException(
                        "--tenant '*' is no tenant; for a key of every tenant say --all-tenants");
            }
            stored = StoredKey.of(key, whose, opens, now, until, random);
        } catch (IllegalArgumentException e) {
            throw UserError.usage(Cause.message(e));
        }
        new KeyFile(where.file("doors.keys-file")).add(stored);
        if (json) {
            System.out.println(new JsonObject()
                    .put("id", stored.id())
                    .put("key", key.text())
                    .put("tenant", stored.tenant())
                    .put("scopes", Scope.words(stored.scopes()))
                    .put("expires", stored.expires().map(Instant::toString).orElse(null))
                    .encode());
        } else {
            System.err.println("Key " + stored.id() + " of " + whose(stored) + " for " + Scope.words(stored.scopes())
                    + ". It is shown this once:");
            System.out.println(key.text());
        }
        return 0;
    }

    private static String whose(StoredKey key) {
        return key.tenant().equals(Principal.ANY_TENANT) ? "all tenants" : "tenant " + key.tenant();
    }
}
