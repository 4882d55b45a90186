package dev.backchannel.streams.attribution;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Deletes what is too old, some entries at a time, round and round, so that no sweep holds up the events. It looks at twice as
 * many entries as were added since the last time, and never at fewer than {@value #LEAST_ENTRIES}: so at any rate of events a
 * store holds at most twice what its age allows, and one that nothing is added to any more is through soon.
 */
public final class Sweep<V> {
    static final int LEAST_ENTRIES = 1_000;
    private static final int PER_ADDED = 2;

    private final KeyValueStore<String, V> store;
    private final Function<V, Instant> time;
    private final Duration age;
    private final Consumer<String> alsoDelete;
    private @Nullable String from;
    private int added;

    /** @param time of an entry, null: it stays */
    public Sweep(KeyValueStore<String, V> store, Function<V, Instant> time, Duration age) {
        this(store, time, age, key -> {});
    }

    /** @param alsoDelete what else goes with the entry of a key, which is still there then */
    public Sweep(KeyValueStore<String, V> store, Function<V, Instant> time, Duration age, Consumer<String> alsoDelete) {
        this.store = store;
        this.time = time;
        this.age = age;
        this.alsoDelete = alsoDelete;
    }

    /** An entry was added. */
    public void added() {
        added++;
    }

    public void run(Instant now) {
        Instant oldest = now.minus(age);
        int most = Math.max(LEAST_ENTRIES, PER_ADDED * added);
        added = 0;
        List<String> old = new ArrayList<>();
        String next = null;
        int entries = 0;
        try (KeyValueIterator<String, V> iterator = store.range(from, null)) {
            while (iterator.hasNext()) {
                KeyValue<String, V> entry = iterator.next();
                if (entries++ == most) {
                    next = entry.key;
                    break;
                }
                Instant at = time.apply(entry.value);
                if (at != null && at.isBefore(oldest)) {
                    old.add(entry.key);
                }
            }
        }
        old.forEach(alsoDelete);
        old.forEach(store::delete);
        from = next;
    }
}
