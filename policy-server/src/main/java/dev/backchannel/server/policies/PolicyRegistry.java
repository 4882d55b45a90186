package dev.backchannel.server.policies;

import dev.backchannel.arms.Experiments;
import dev.backchannel.topics.Arms;
import dev.backchannel.topics.TopicSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The policies that are loaded: the base, those that the arms serve, and a few former ones, least recently asked for dropped
 * first. Switching is one assignment: a request sees the old or the new arms, never a mixture.
 */
public final class PolicyRegistry implements AutoCloseable {
    private final int retired;
    private final ServedPolicy base;
    private final Map<String, ServedPolicy> loaded = new LinkedHashMap<>(16, 0.75f, true);
    private final List<Runnable> switchListeners = new ArrayList<>();
    private volatile ArmTable arms;

    /** @param retired so many former policies stay loaded */
    public PolicyRegistry(int retired) {
        this.retired = retired;
        this.base = ServedPolicy.base();
        this.arms = new ArmTable(Experiments.direct(TopicSettings.DEFAULT_POLICY, 0), Map.of());
    }

    /** Runs after every switch, on the switching thread; must not block. */
    public synchronized void onSwitch(Runnable listener) {
        switchListeners.add(listener);
    }

    /** Takes over the maker's hold on {@code next}, which serves nobody yet but those who ask for it by name. */
    public void add(ServedPolicy next) {
        List<ServedPolicy> dropped = new ArrayList<>();
        synchronized (this) {
            ServedPolicy twin = loaded.put(next.id(), next);
            if (twin != null) {
                dropped.add(twin);
            }
            evict(next.id(), dropped);
        }
        dropped.forEach(ServedPolicy::release);
    }

    /**
     * All new traffic goes by this table.
     *
     * @throws IllegalArgumentException if it names a checkpoint that is not loaded
     */
    public void serve(ArmTable next) {
        List<ServedPolicy> dropped = new ArrayList<>();
        List<Runnable> listeners;
        synchronized (this) {
            for (String id : next.checkpoints().values()) {
                if (!isLoaded(id)) {
                    throw new IllegalArgumentException("checkpoint " + id + " is not loaded");
                }
            }
            arms = next;
            evict(next.candidate(), dropped);
            listeners = List.copyOf(switchListeners);
        }
        dropped.forEach(ServedPolicy::release);
        listeners.forEach(Runnable::run);
    }

    /** Takes over the maker's hold on {@code next} and lets it serve the candidate. */
    public void offer(ServedPolicy next) {
        add(next);
        Map<String, String> checkpoints = new HashMap<>(arms.checkpoints());
        checkpoints.put(Arms.CANDIDATE, next.id());
        serve(new ArmTable(arms.experiment(), checkpoints));
    }

    /** What every arm serves now. */
    public ArmTable arms() {
        return arms;
    }

    /** The arm's policy for new requests, retained for the caller. */
    public synchronized ServedPolicy acquireArm(String arm) {
        return acquire(arms.checkpoint(arm)).orElseThrow();
    }

    /** A loaded policy by id, retained for the caller. */
    public synchronized Optional<ServedPolicy> acquire(String id) {
        return Optional.ofNullable(find(id)).filter(ServedPolicy::retain);
    }

    public synchronized boolean isLoaded(String id) {
        return find(id) != null;
    }

    /** The candidate's policy, not retained: for its id and times only. */
    public synchronized ServedPolicy current() {
        return Objects.requireNonNull(find(arms.candidate()), "the candidate's policy is not loaded");
    }

    /** Ids of the loaded checkpoints, the candidate's last. */
    public synchronized List<String> checkpoints() {
        List<String> ids = new ArrayList<>(loaded.keySet());
        if (ids.remove(arms.candidate())) {
            ids.add(arms.candidate());
        }
        return ids;
    }

    private @Nullable ServedPolicy find(String id) {
        return id.equals(ServedPolicy.BASE) ? base : loaded.get(id);
    }

    private void evict(String newcomer, List<ServedPolicy> dropped) {
        List<String> former = loaded.keySet().stream()
                .filter(id -> !id.equals(newcomer) && !arms.checkpoints().containsValue(id))
                .toList();
        for (String id : former.subList(0, Math.max(0, former.size() - retired))) {
            dropped.add(loaded.remove(id));
        }
    }

    @Override
    public void close() {
        List<ServedPolicy> dropped;
        synchronized (this) {
            dropped = new ArrayList<>(loaded.values());
            loaded.clear();
            arms = new ArmTable(arms.experiment(), Map.of());
        }
        dropped.forEach(ServedPolicy::release);
    }
}
