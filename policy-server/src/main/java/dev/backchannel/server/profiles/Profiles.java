package dev.backchannel.server.profiles;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Every user's profile, by the topic's key. Thread-safe. */
public final class Profiles {
    private final Map<String, UserProfile> byKey = new ConcurrentHashMap<>();
    private final List<Waiting> waiting = new CopyOnWriteArrayList<>();

    private record Waiting(String key, String update, CompletableFuture<UserProfile> shown) {}

    /** @return an empty one of version 0 for somebody nobody knows */
    public UserProfile of(String key) {
        return byKey.getOrDefault(key, UserProfile.UNKNOWN);
    }

    public int size() {
        return byKey.size();
    }

    /** Completes with the first profile of {@code key} whose last update is {@code update}. Ask before it is sent. */
    @SuppressWarnings("FutureReturnValueIgnored") // it only tidies up
    public CompletableFuture<UserProfile> whenUpdated(String key, String update) {
        Waiting one = new Waiting(key, update, new CompletableFuture<>());
        waiting.add(one);
        one.shown().whenComplete((profile, error) -> waiting.remove(one));
        return one.shown();
    }

    void put(String key, UserProfile profile) {
        byKey.put(key, profile);
        waiting.stream()
                .filter(one -> one.key().equals(key) && one.update().equals(profile.lastUpdate()))
                .forEach(one -> one.shown().complete(profile));
    }

    /** The user is erased: nothing more will come of what was asked for. */
    void forget(String key) {
        byKey.remove(key);
        waiting.stream().filter(one -> one.key().equals(key)).forEach(one -> one.shown()
                .complete(UserProfile.UNKNOWN));
    }
}
