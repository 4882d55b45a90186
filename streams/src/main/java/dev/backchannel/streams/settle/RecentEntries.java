package dev.backchannel.streams.settle;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * A store whose entries of late are at hand decoded: most are read again soon after they were written. Everything is written
 * through at once, so nothing is lost with this. Values must never be changed. One thread.
 */
final class RecentEntries<V> {
    private final KeyValueStore<String, V> store;
    private final Map<String, V> recent;

    /** @param most entries in memory, 0 or more */
    RecentEntries(KeyValueStore<String, V> store, int most) {
        this.store = store;
        this.recent = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        };
    }

    /** @return null if there is none */
    V get(String key) {
        V known = recent.get(key);
        if (known != null) {
            return known;
        }
        V read = store.get(key);
        if (read != null) {
            recent.put(key, read);
        }
        return read;
    }

    void put(String key, V value) {
        recent.remove(key); // whatever becomes of the store
        store.put(key, value);
        recent.put(key, value);
    }

    void delete(String key) {
        recent.remove(key);
        store.put(key, null); // a delete would read what it deletes
    }

    /** Somebody else deleted it from the store. */
    void deleted(String key) {
        recent.remove(key);
    }

    KeyValueStore<String, V> store() {
        return store;
    }
}
