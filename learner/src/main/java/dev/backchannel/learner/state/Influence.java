package dev.backchannel.learner.state;

import dev.backchannel.avro.Preference;
import dev.backchannel.learner.example.Example;
import dev.backchannel.topics.Keys;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What each user was let teach of late, in the order of the log. Decisions depend on that order alone: time is the newest
 * accepted_at seen so far, never a clock. Mutable; a state holds a copy.
 */
public final class Influence {
    private final Map<String, List<Lesson>> byUser = new TreeMap<>();
    private long newest = Long.MIN_VALUE;

    /** @param at accepted_at, milliseconds */
    record Lesson(long at, double weight) {}

    /**
     * Lets a preference teach, or not.
     *
     * @param windowMillis what is older than the newest preference by more than this does not count
     * @return false if its user has taught {@code largestWeight} within the window, this preference included
     */
    public boolean admit(Example example, long windowMillis, double largestWeight) {
        long at = example.preference().getAcceptedAt().toEpochMilli();
        long now = Math.max(newest, at);
        List<Lesson> recent = new ArrayList<>(byUser.getOrDefault(user(example.preference()), List.of()));
        recent.removeIf(lesson -> lesson.at() <= now - windowMillis);
        double taught = recent.stream().mapToDouble(Lesson::weight).sum();
        if (taught + example.weight() > largestWeight) {
            return false;
        }
        recent.add(new Lesson(at, example.weight()));
        put(user(example.preference()), recent, now);
        return true;
    }

    /** Without what no later decision can depend on. */
    public Influence copy(long windowMillis) {
        Influence copy = new Influence();
        copy.newest = newest;
        byUser.forEach((user, lessons) -> {
            List<Lesson> recent = lessons.stream()
                    .filter(lesson -> lesson.at() > newest - windowMillis)
                    .toList();
            if (!recent.isEmpty()) {
                copy.byUser.put(user, recent);
            }
        });
        return copy;
    }

    Map<String, List<Lesson>> byUser() {
        return byUser;
    }

    long newest() {
        return newest;
    }

    void put(String user, List<Lesson> lessons, long newestSeen) {
        byUser.put(user, lessons);
        newest = newestSeen;
    }

    /** Whoever has no name is known by the conversation. */
    private static String user(Preference preference) {
        String id = preference.getUserId();
        return id == null
                ? "conversation " + Keys.of(preference.getTenant(), preference.getConversationId())
                : "user " + Keys.of(preference.getTenant(), id);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Influence i && newest == i.newest && byUser.equals(i.byUser);
    }

    @Override
    public int hashCode() {
        return byUser.hashCode();
    }
}
