package dev.backchannel.access;

import dev.backchannel.topics.Keys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A key as the file keeps it. The hash is HMAC-SHA256 of the whole key under a salt of its own: a key is 256 random bits,
 * which nobody guesses, so a slow hash as for passwords would cost every request and win nothing.
 *
 * @param salt 16 bytes in hexadecimal
 * @param hash 32 bytes in hexadecimal
 * @param expires from when on it opens nothing; empty: never
 */
public record StoredKey(
        String id,
        String tenant,
        Set<Scope> scopes,
        String salt,
        String hash,
        Instant created,
        Optional<Instant> expires) {
    private static final int SALT_BYTES = 16;
    private static final int HASH_DIGITS = 64;

    public StoredKey {
        if (!tenant.equals(Principal.ANY_TENANT) && !Keys.isTenant(tenant)) {
            throw new IllegalArgumentException("tenant '" + tenant
                    + "' is not 1 to 64 of the characters A-Z a-z 0-9 . _ - (and not '*', which is every tenant)");
        }
        if (scopes.isEmpty()) {
            throw new IllegalArgumentException("a key without a scope opens nothing; give it one");
        }
        scopes = Set.copyOf(scopes);
    }

    public static StoredKey of(
            ApiKey key,
            String tenant,
            Set<Scope> scopes,
            Instant created,
            Optional<Instant> expires,
            SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        String hash = HexFormat.of().formatHex(hash(salt, key.text()));
        return new StoredKey(key.id(), tenant, scopes, HexFormat.of().formatHex(salt), hash, created, expires);
    }

    /** Takes the same time whatever is wrong. */
    boolean matches(String presented) {
        HexFormat hex = HexFormat.of();
        return MessageDigest.isEqual(hex.parseHex(hash), hash(hex.parseHex(salt), presented));
    }

    public boolean expiredAt(Instant now) {
        return expires.isPresent() && !now.isBefore(expires.get());
    }

    public StoredKey expiring(Instant at) {
        return new StoredKey(id, tenant, scopes, salt, hash, created, Optional.of(at));
    }

    Principal principal() {
        return Principal.of("key " + id, tenant, scopes);
    }

    /** One line of the key file. */
    public String line() {
        return "id=" + id + " tenant=" + tenant + " scopes=" + Scope.words(scopes) + " salt=" + salt + " hash=" + hash
                + " created=" + created + expires.map(at -> " expires=" + at).orElse("");
    }

    /** @throws IllegalArgumentException saying what is wrong with the line */
    static StoredKey parse(String line) {
        Map<String, String> fields = new HashMap<>();
        for (String field : line.strip().split("\\s+", -1)) {
            int equals = field.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException( // without the field, which may be somebody's key
                        "a field is not of the form NAME=VALUE; './backchannel keys create' adds such a line");
            }
            fields.put(field.substring(0, equals), field.substring(equals + 1));
        }
        return new StoredKey(
                need(fields, "id"),
                need(fields, "tenant"),
                Scope.parse(need(fields, "scopes")),
                hex(fields, "salt", 2 * SALT_BYTES),
                hex(fields, "hash", HASH_DIGITS),
                instant(need(fields, "created")),
                Optional.ofNullable(fields.get("expires")).map(StoredKey::instant));
    }

    private static String need(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException(name + "= is missing");
        }
        return value;
    }

    private static String hex(Map<String, String> fields, String name, int digits) {
        String value = need(fields, name);
        if (!value.matches("[0-9a-f]{" + digits + "}")) {
            throw new IllegalArgumentException(name + "= must be " + digits + " hexadecimal digits");
        }
        return value;
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "' is no instant such as 2026-11-20T10:00:00Z", e);
        }
    }

    private static byte[] hash(byte[] salt, String key) {
        return Macs.of(salt, key.getBytes(StandardCharsets.UTF_8));
    }
}
