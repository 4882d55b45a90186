package dev.backchannel.access;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys that are known. Immutable. */
public final class KeyRing {
    /** Compared with when no key has that id, so that an unknown id takes as long as a wrong secret. */
    private static final StoredKey NOBODY = new StoredKey(
            "nobody",
            Principal.ANY_TENANT,
            Set.of(Scope.INGEST),
            "0".repeat(32),
            "0".repeat(64),
            Instant.EPOCH,
            Optional.of(Instant.EPOCH));

    private final Map<String, StoredKey> byId;

    private KeyRing(Map<String, StoredKey> byId) {
        this.byId = byId;
    }

    public static KeyRing of(List<StoredKey> keys) {
        Map<String, StoredKey> byId = new LinkedHashMap<>();
        keys.forEach(key -> byId.put(key.id(), key));
        return new KeyRing(byId);
    }

    /**
     * Empty lines and those that begin with # are let be.
     *
     * @throws IllegalArgumentException naming the line that is wrong, and never a key that stands there by mistake
     */
    public static KeyRing parse(String text) {
        Map<String, StoredKey> byId = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            try {
                StoredKey key = StoredKey.parse(line);
                if (byId.put(key.id(), key) != null) {
                    throw new IllegalArgumentException("the id " + key.id() + " stands there twice");
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
            }
        }
        return new KeyRing(byId);
    }

    public List<StoredKey> keys() {
        return List.copyOf(byId.values());
    }

    /** @throws AccessDenied 401: no such key, or no longer */
    public Principal principal(String presented, Instant now) throws AccessDenied {
        StoredKey key = byId.getOrDefault(ApiKey.idOf(presented), NOBODY);
        if (!key.matches(presented)) {
            throw AccessDenied.unknown("invalid_key", "the key is not known here; was it revoked, or mistyped?");
        }
        if (key.expiredAt(now)) {
            throw AccessDenied.unknown(
                    "expired_key",
                    "the key " + key.id() + " expired at " + key.expires().orElseThrow() + "; get a new one");
        }
        return key.principal();
    }
}
