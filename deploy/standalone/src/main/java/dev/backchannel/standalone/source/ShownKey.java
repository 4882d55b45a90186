package dev.backchannel.standalone.source;

import dev.backchannel.standalone.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** A key that lies in a file, looked at again after a few seconds, so that it may be exchanged. Thread-safe. */
final class ShownKey implements Supplier<Optional<String>> {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Path file;
    private final LongSupplier nanos;
    private String last;
    private long at;

    /** @throws UserError exit 2: the file cannot be read */
    ShownKey(Path file, LongSupplier nanos) {
        this.file = file;
        this.nanos = nanos;
        try {
            this.last = Files.readString(file).strip();
            this.at = nanos.getAsLong();
        } catch (IOException e) {
            throw UserError.usage("caller.key-file " + file + " cannot be read: " + e);
        }
    }

    @Override
    public synchronized Optional<String> get() {
        if (nanos.getAsLong() - at > FRESH_NANOS) {
            at = nanos.getAsLong();
            try {
                last = Files.readString(file).strip();
            } catch (IOException e) {
                // While it is being exchanged, the last one is as good as any.
            }
        }
        return Optional.of(last);
    }
}
