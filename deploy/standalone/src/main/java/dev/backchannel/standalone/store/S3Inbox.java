package dev.backchannel.standalone.store;

import dev.backchannel.policy.checkpoint.AdapterInbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/** An inbox as objects {@code incoming/NAME/FILE}. The command that names an adapter is sent once all of it is there. */
final class S3Inbox implements AdapterInbox {
    private static final String PREFIX = "incoming/";

    private final S3Bucket bucket;
    private final Path folder;

    /** @param folder where what was fetched lies until it is discarded */
    S3Inbox(S3Bucket bucket, Path folder) {
        this.bucket = bucket;
        this.folder = folder;
    }

    @Override
    public String stage(Path adapter) {
        String name = UUID.randomUUID().toString();
        FILES.stream()
                .filter(file -> Files.isRegularFile(adapter.resolve(file)))
                .forEach(file -> bucket.put(PREFIX + name + "/" + file, adapter.resolve(file)));
        return name;
    }

    @Override
    public Path fetch(String name) {
        Path fetched = folder(name);
        try {
            Files.createDirectories(fetched);
        } catch (IOException e) {
            throw new UncheckedIOException(fetched + " cannot be made", e);
        }
        FILES.forEach(file -> bucket.get(PREFIX + name + "/" + file, fetched.resolve(file)));
        return fetched;
    }

    @Override
    public void discard(String name) {
        Path fetched = folder(name);
        bucket.delete(bucket.keys(PREFIX + name + "/"));
        try {
            for (String file : FILES) {
                Files.deleteIfExists(fetched.resolve(file));
            }
            Files.deleteIfExists(fetched);
        } catch (IOException e) {
            throw new UncheckedIOException(fetched + " cannot be deleted", e);
        }
    }

    private Path folder(String name) {
        return folder.resolve(UUID.fromString(name).toString());
    }
}
