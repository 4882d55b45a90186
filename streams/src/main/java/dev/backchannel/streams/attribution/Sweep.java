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
 * Deletes what is too old, some entries at a time, so that no sweep holds up the events. It goes through the store again once
 * the oldest that it left is a quarter older than its age allows; until then nothing can be so old. On its way it looks at twice
 * as many entries as were added since the last time, and never at fewer than {@value #LEAST_ENTRIES}: so at any rate of events a
 * store holds at most twice what its age allows, and one that nothing is added to any more is through soon.
 */
public final class Sweep<V> {
    private static final Duration A_DAY = Duration.ofDays(1);
    static final int LEAST_ENTRIES = 1_000;
    private static final int PER_ADDED = 2;

    private final KeyValueStore<String, V> store;
    private final Function<V, Instant> time;
    private final Duration age;
    private final Consumer<String> alsoDelete;
    private @Nullable String from;
    private int added;
    /** No look is worth while before. */
    private Instant next = Instant.MIN;
    /** Of what this way through the store has left. */
    private Instant oldestLeft = Instant.MAX;

    /** @param time of an entry, null: it stays for now */
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

    /** @return a day longer, or as long again where that is less */
    public static Duration past(Duration age) {
        return age.plus(age.compareTo(A_DAY) < 0 ? age : A_DAY);
    }

    public void run(Instant now) {
        int most = Math.max(LEAST_ENTRIES, PER_ADDED * added);
        added = 0;
        if (now.isBefore(next)) {
            return;
        }
        Instant oldest = now.minus(age);
        List<String> old = new ArrayList<>();
        String following = null;
        int entries = 0;
        try (KeyValueIterator<String, V> iterator = store.range(from, null)) {
            while (iterator.hasNext()) {
                KeyValue<String, V> entry = iterator.next();
                if (entries++ == most) {
                    following = entry.key;
                    break;
                }
                Instant known = time.apply(entry.value);
                Instant at = known == null ? now : known;
                if (at.isBefore(oldest)) {
                    old.add(entry.key);
                } else if (at.isBefore(oldestLeft)) {
                    oldestLeft = at;
                }
            }
        }
        old.forEach(alsoDelete);
        old.forEach(key -> store.put(key, null)); // a delete would read what it deletes
        from = following;
        if (from == null) {
            Instant left = oldestLeft.isBefore(now) ? oldestLeft : now;
            next = left.plus(age).plus(age.dividedBy(4));
            oldestLeft = Instant.MAX;
        }
    }
}
