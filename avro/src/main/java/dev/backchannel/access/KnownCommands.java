package dev.backchannel.access;

import dev.backchannel.avro.OperatorCommand;
import java.util.HashMap;
import java.util.Map;

/** Remembers which command counted first of each id. */
@FunctionalInterface
public interface KnownCommands {
    /** @return the digest of the first command of this id that counted, which may be this one */
    String putIfAbsent(OperatorCommand command, String digest);

    /** For a reader that reads {@code operator-commands} from its beginning. One thread. */
    static KnownCommands inMemory() {
        Map<String, String> digests = new HashMap<>();
        return (command, digest) -> {
            String before = digests.putIfAbsent(command.getCommandId(), digest);
            return before == null ? digest : before;
        };
    }
}
