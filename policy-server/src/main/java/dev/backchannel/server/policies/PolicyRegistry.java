package dev.backchannel.server.policies;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The policies that are loaded: the base, the current one, and a few former ones, least recently asked for dropped first.
 * Switching is one assignment: a request sees the old or the new policy, never a mixture.
 */
public final class PolicyRegistry implements AutoCloseable {
    private final int retired;
    private final ServedPolicy base;
    private final Map<String, ServedPolicy> loaded = new LinkedHashMap<>(16, 0.75f, true);
    private final List<Runnable> switchListeners = new ArrayList<>();
    private ServedPolicy current;

    /** @param retired so many former policies stay loaded */
    public PolicyRegistry(int retired) {
        this.retired = retired;
        this.base = ServedPolicy.base();
        this.current = base;
    }

    /** Runs after every switch, on the switching thread; must not block. */
    public synchronized void onSwitch(Runnable listener) {
        switchListeners.add(listener);
    }

    /** Takes over the maker's hold on {@code next} and gives it all new traffic. */
    public void offer(ServedPolicy next) {
        List<ServedPolicy> dropped = new ArrayList<>();
        List<Runnable> listeners;
        synchronized (this) {
            ServedPolicy twin = loaded.put(next.id(), next);
            if (twin != null) {
                dropped.add(twin);
            }
            current = next;
            evict(dropped);
            listeners = List.copyOf(switchListeners);
        }
        dropped.forEach(ServedPolicy::release);
        listeners.forEach(Runnable::run);
    }

    /** The policy for new requests, retained for the caller. */
    public synchronized ServedPolicy acquireCurrent() {
        current.retain();
        return current;
    }

    /** A loaded policy by id, retained for the caller. */
    public synchronized Optional<ServedPolicy> acquire(String id) {
        ServedPolicy policy = id.equals(ServedPolicy.BASE) ? base : loaded.get(id);
        return Optional.ofNullable(policy).filter(ServedPolicy::retain);
    }

    public synchronized boolean isLoaded(String id) {
        return id.equals(ServedPolicy.BASE) || loaded.get(id) != null;
    }

    /** The policy for new requests, not retained: for its id and times only. */
    public synchronized ServedPolicy current() {
        return current;
    }

    /** Ids of the loaded checkpoints, the current one last. */
    public synchronized List<String> checkpoints() {
        List<String> ids = new ArrayList<>(loaded.keySet());
        if (ids.remove(current.id())) {
            ids.add(current.id());
        }
        return ids;
    }

    private void evict(List<ServedPolicy> dropped) {
        var eldestFirst = loaded.values().iterator();
        int excess = loaded.size() - 1 - retired;
        while (excess > 0 && eldestFirst.hasNext()) {
            ServedPolicy candidate = eldestFirst.next();
            if (candidate != current) {
                eldestFirst.remove();
                dropped.add(candidate);
                excess--;
            }
        }
    }

    @Override
    public void close() {
        List<ServedPolicy> dropped;
        synchronized (this) {
            dropped = new ArrayList<>(loaded.values());
            loaded.clear();
            current = base;
        }
        dropped.forEach(ServedPolicy::release);
    }
}
