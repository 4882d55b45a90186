package dev.backchannel.standalone.doors;

import dev.backchannel.access.KeyRing;
import dev.backchannel.access.StoredKey;
import dev.backchannel.standalone.UserError;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The file of the API keys' hashes, as the commands change it: a line for each key, comments kept. */
public final class KeyFile {
    private static final String HEAD = "# API keys of Backchannel: hashes, no secrets. Made by ./backchannel keys.\n";

    private final PrivateFile file;

    public KeyFile(Path path) {
        this.file = new PrivateFile(path);
    }

    /** @throws UserError exit 1: the file cannot be read or understood */
    public List<StoredKey> keys() {
        return parse(file.text()).keys();
    }

    public void add(StoredKey key) {
        file.change(text -> {
            parse(text);
            String before = text.isEmpty() ? HEAD : text.endsWith("\n") ? text : text + "\n";
            return before + key.line() + "\n";
        });
    }

    /** @throws UserError exit 1: there is no such key */
    public void expire(String id, Instant at) {
        file.change(text -> {
            StoredKey key = parse(text).keys().stream()
                    .filter(one -> one.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> UserError.failure(
                            file.path() + " has no key " + id + "; './backchannel keys list' shows those it has"));
            Optional<Instant> earlier = key.expires().filter(expires -> expires.isBefore(at));
            List<String> lines = new ArrayList<>(text.lines().toList());
            lines.replaceAll(line -> parse(line).keys().contains(key)
                    ? key.expiring(earlier.orElse(at)).line()
                    : line);
            return lines.stream().collect(Collectors.joining("\n", "", "\n"));
        });
    }

    private KeyRing parse(String text) {
        try {
            return KeyRing.parse(text);
        } catch (IllegalArgumentException e) {
            throw UserError.failure(file.path() + " is no file of keys: " + e.getMessage(), e);
        }
    }
}
