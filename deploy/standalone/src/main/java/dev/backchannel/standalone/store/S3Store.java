package dev.backchannel.standalone.store;

import dev.backchannel.policy.checkpoint.AdapterInbox;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.CorruptCheckpointException;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.policy.checkpoint.StoreAwayException;
import dev.backchannel.policy.checkpoint.StoredCheckpoint;
import dev.backchannel.policy.format.FolderDigest;
import dev.backchannel.topics.Cause;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checkpoints as objects {@code ID/FILE} below a prefix. S3 renames nothing, so the manifest is written last: without it a
 * checkpoint is an orphan. What is read comes from a verified copy in a folder of this process alone, fetched when it is
 * missing, so what was read once can be read while the store is away. One thread.
 */
final class S3Store implements CheckpointStore {
    private static final Logger log = LoggerFactory.getLogger(S3Store.class);
    private static final String MANIFEST = "manifest.json";
    private static final Comparator<String> MANIFEST_LAST =
            Comparator.<String, Boolean>comparing(MANIFEST::equals).thenComparing(Comparator.naturalOrder());
    private static final String ID = "[0-9a-f]{64}";
    private static final String PLAIN_NAME = "[A-Za-z0-9][A-Za-z0-9._-]*";
    /** A file that arrives wrong so often is wrong in the store. */
    private static final int FETCHES = 3;

    private final S3Bucket bucket;
    private final FolderStore copies;

    /** @param folder of the copies; no other process may use it */
    S3Store(S3Bucket bucket, Path folder) {
        this.bucket = bucket;
        this.copies = new FolderStore(folder);
    }

    @Override
    public StoredCheckpoint write(CheckpointContent content) {
        StoredCheckpoint stored = copies.write(content);
        Path folder = copies.root().resolve(stored.uri());
        stored.fileDigests().keySet().stream()
                .sorted(MANIFEST_LAST)
                .forEach(name -> bucket.put(key(stored.checkpointId(), name), folder.resolve(name)));
        return stored;
    }

    @Override
    public CheckpointContent read(String uri, Map<String, String> fileDigests) {
        if (!uri.matches(ID)) {
            throw new CorruptCheckpointException("'" + uri + "' points outside the store " + bucket + ".");
        }
        try {
            return copies.read(uri, fileDigests);
        } catch (CorruptCheckpointException e) {
            log.debug("no good copy: {}", e.getMessage());
        }
        fetch(uri, fileDigests);
        return copies.read(uri, fileDigests);
    }

    /** Of this process's copy. */
    @Override
    public Path folder(String uri) {
        return copies.folder(uri);
    }

    private void fetch(String id, Map<String, String> fileDigests) {
        try {
            copies.adopt(id, folder -> {
                for (Map.Entry<String, String> file : fileDigests.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey(MANIFEST_LAST.reversed()))
                        .toList()) {
                    fetch(key(id, file.getKey()), folder.resolve(file.getKey()), file.getValue());
                }
            });
        } catch (UncheckedIOException e) {
            throw new StoreAwayException(e.getMessage() + ": " + Cause.of(e).getMessage(), e);
        }
    }

    private void fetch(String key, Path file, String digest) throws IOException {
        for (int fetches = 1; ; fetches++) {
            if (!bucket.get(key, file)) {
                throw new CorruptCheckpointException(bucket + key + " is missing.");
            }
            String actual = FolderDigest.ofFile(file);
            if (actual.equals(digest)) {
                return;
            }
            if (fetches == FETCHES) {
                throw new CorruptCheckpointException(bucket + key + " has the digest " + actual
                        + ", but the record says " + digest + ": it was changed or cut short.");
            }
            log.warn("{}{} arrived with the digest {} instead of {}; it is fetched again", bucket, key, actual, digest);
        }
    }

    private static String key(String id, String name) {
        if (!name.matches(PLAIN_NAME)) {
            throw new CorruptCheckpointException("'" + name + "' cannot be the name of a checkpoint's file.");
        }
        return id + "/" + name;
    }

    @Override
    public void delete(String checkpointId) {
        bucket.delete(bucket.keys(checkpointId + "/"));
        copies.delete(checkpointId);
    }

    @Override
    public void collectOrphans(Set<String> keep) {
        List<String> orphans = bucket.keys("").stream()
                .filter(key -> isOrphan(key.substring(0, Math.max(0, key.indexOf('/'))), keep))
                .toList();
        bucket.delete(orphans);
        copies.collectOrphans(keep);
    }

    private static boolean isOrphan(String id, Set<String> keep) {
        return id.matches(ID) && !keep.contains(id);
    }

    @Override
    public void keepCopies(Set<String> checkpointIds) {
        try {
            copies.collectOrphans(checkpointIds);
        } catch (UncheckedIOException e) {
            log.warn("{}: {}", e.getMessage(), Cause.of(e).getMessage());
        }
    }

    @Override
    public AdapterInbox inbox() {
        return new S3Inbox(bucket, copies.root().resolve("incoming"));
    }

    @Override
    public void close() {
        bucket.close();
    }
}
