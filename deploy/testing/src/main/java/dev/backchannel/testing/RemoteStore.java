package dev.backchannel.testing;

import dev.backchannel.policy.checkpoint.AdapterInbox;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.policy.checkpoint.StoreAwayException;
import dev.backchannel.policy.checkpoint.StoredCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/** A folder on the other side of a network: it can be cut, and things may happen there before a read arrives. */
public final class RemoteStore implements CheckpointStore {
    private final FolderStore store;
    private final AtomicReference<Runnable> beforeNextRead = new AtomicReference<>(() -> {});
    private final AtomicReference<Optional<Set<String>>> kept = new AtomicReference<>(Optional.empty());
    private volatile boolean away;
    private volatile boolean awayForDeletes;
    private volatile boolean full;

    public RemoteStore(Path root) {
        this.store = new FolderStore(root);
    }

    public void away(boolean isAway) {
        away = isAway;
    }

    /** Reading and writing still work. */
    public void awayForDeletes(boolean isAway) {
        awayForDeletes = isAway;
    }

    /** There is no room for anything new, as on a full disk. */
    public void full(boolean isFull) {
        full = isFull;
    }

    public void beforeNextRead(Runnable event) {
        beforeNextRead.set(event);
    }

    private FolderStore reach() {
        if (away) {
            throw new StoreAwayException("the store does not answer", new IOException("cut"));
        }
        return store;
    }

    @Override
    public StoredCheckpoint write(CheckpointContent content) {
        if (full) {
            throw new UncheckedIOException(
                    "the checkpoint cannot be written", new IOException("No space left on device"));
        }
        return reach().write(content);
    }

    @Override
    public CheckpointContent read(String uri, Map<String, String> fileDigests) {
        beforeNextRead.getAndSet(() -> {}).run();
        return reach().read(uri, fileDigests);
    }

    @Override
    public Path folder(String uri) {
        return store.folder(uri);
    }

    @Override
    public void delete(String checkpointId) {
        if (awayForDeletes) {
            throw new StoreAwayException("the store deletes nothing", new IOException("cut"));
        }
        reach().delete(checkpointId);
    }

    @Override
    public void collectOrphans(Set<String> keep) {
        reach().collectOrphans(keep);
    }

    @Override
    public void keepCopies(Set<String> checkpointIds) {
        kept.set(Optional.of(Set.copyOf(checkpointIds)));
        store.keepCopies(checkpointIds);
    }

    /** What was to be kept here when somebody tidied up last. */
    public Optional<Set<String>> kept() {
        return Objects.requireNonNullElseGet(kept.get(), Optional::empty);
    }

    @Override
    public AdapterInbox inbox() {
        return store.inbox();
    }
}
