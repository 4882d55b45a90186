package dev.backchannel.streams.attribution;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** Deletes what is too old, a bounded number of entries at a time, round and round. */
public final class Sweep<V> {
    private static final int MOST_ENTRIES = 20_000;

    private final KeyValueStore<String, V> store;
    private final Function<V, Instant> time;
    private final Duration age;
    private String from;

    /** @param time of an entry, null: it stays */
    public Sweep(KeyValueStore<String, V> store, Function<V, Instant> time, Duration age) {
        this.store = store;
        this.time = time;
        this.age = age;
    }

    public void run(Instant now) {
        Instant oldest = now.minus(age);
        List<String> old = new ArrayList<>();
        String next = null;
        int entries = 0;
        try (KeyValueIterator<String, V> iterator = store.range(from, null)) {
            while (iterator.hasNext()) {
                KeyValue<String, V> entry = iterator.next();
                if (entries++ == MOST_ENTRIES) {
                    next = entry.key;
                    break;
                }
                Instant at = time.apply(entry.value);
                if (at != null && at.isBefore(oldest)) {
                    old.add(entry.key);
                }
            }
        }
        old.forEach(store::delete);
        from = next;
    }
}
