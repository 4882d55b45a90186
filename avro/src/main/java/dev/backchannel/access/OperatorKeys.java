package dev.backchannel.access;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operators' public keys by name, from a file of lines {@code name public-key}; blank lines and lines that begin with # do not
 * count. A changed file is in force within a second; one that cannot be read, or is wrong, changes nothing. Thread-safe.
 */
public final class OperatorKeys {
    private static final Logger LOG = LoggerFactory.getLogger(OperatorKeys.class);
    private static final long EVERY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private final Path file;
    private final LongSupplier nanos;
    private List<String> read;
    private Map<String, PublicKey> keys;
    private long next;

    private OperatorKeys(Path file, LongSupplier nanos, List<String> lines) {
        this.file = file;
        this.nanos = nanos;
        this.read = lines;
        this.keys = parse(lines, file);
        this.next = nanos.getAsLong() + EVERY_NANOS;
    }

    /** @throws IllegalArgumentException if it cannot be read or a line is wrong */
    public static OperatorKeys of(Path file, LongSupplier nanos) {
        try {
            return new OperatorKeys(file, nanos, Files.readAllLines(file));
        } catch (IOException e) {
            throw new IllegalArgumentException("the operators' keys " + file + " cannot be read: " + e, e);
        }
    }

    /** Empty: nobody of this name signs. */
    public synchronized Optional<PublicKey> of(String name) {
        if (nanos.getAsLong() - next >= 0) {
            next = nanos.getAsLong() + EVERY_NANOS;
            readAgain();
        }
        return Optional.ofNullable(keys.get(name));
    }

    private void readAgain() {
        try {
            List<String> lines = Files.readAllLines(file);
            if (!lines.equals(read)) {
                read = lines;
                keys = parse(lines, file);
                LOG.info("the operators' keys {} changed: {} may sign", file, keys.keySet());
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("the operators' keys stay as they were: {}", e.toString());
        }
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    private static Map<String, PublicKey> parse(List<String> lines, Path file) {
        Map<String, PublicKey> keys = new HashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split("\\s+", -1);
            String where = "line " + (i + 1) + " of " + file;
            if (words.length != 2 || !isName(words[0])) {
                throw new IllegalArgumentException(
                        where + " is not 'name public-key'; `ops keygen` prints such a line");
            }
            PublicKey key;
            try {
                key = Ed25519.publicKey(words[1]);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(where + " has " + e.getMessage() + " for " + words[0], e);
            }
            if (keys.put(words[0], key) != null) {
                throw new IllegalArgumentException(
                        where + " names " + words[0] + " a second time; give each key a name of its own");
            }
        }
        return Map.copyOf(keys);
    }
}
