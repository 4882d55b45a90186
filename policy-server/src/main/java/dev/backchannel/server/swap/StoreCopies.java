package dev.backchannel.server.swap;

import dev.backchannel.policy.checkpoint.CheckpointStore;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies that a store keeps here of what lies elsewhere. They are tidied up while none is read, and nobody waits for that. */
final class StoreCopies {
    private static final Logger log = LoggerFactory.getLogger(StoreCopies.class);

    private final CheckpointStore store;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private final AtomicReference<Supplier<Set<String>>> due = new AtomicReference<>();

    StoreCopies(CheckpointStore store) {
        this.store = store;
    }

    <T> T reading(Supplier<T> work) {
        lock.readLock().lock();
        try {
            return work.get();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** What is to be kept from then on; asked for when it is tidied, since more may have been fetched meanwhile. */
    void keep(Supplier<Set<String>> ids, Supplier<Set<String>> more) {
        due.set(() -> {
            Set<String> all = new HashSet<>(more.get()); // before the others: what is done with goes over to them
            all.addAll(ids.get());
            return all;
        });
    }

    /** Does what is due, unless something is read: then whoever reads comes here afterwards. */
    void tidy() {
        if (due.get() == null || !lock.writeLock().tryLock()) {
            return;
        }
        try {
            Supplier<Set<String>> ids = due.getAndSet(null);
            if (ids != null) {
                store.keepCopies(ids.get());
            }
        } catch (RuntimeException e) {
            log.warn("copies of former checkpoints stay: {}", e.getMessage());
        } finally {
            lock.writeLock().unlock();
        }
    }
}
