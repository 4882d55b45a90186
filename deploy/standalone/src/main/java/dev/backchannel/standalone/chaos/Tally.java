package dev.backchannel.standalone.chaos;

import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How often each kind of process was stopped, and how. */
final class Tally {
    private final SortedMap<String, Map<Plan.Act, Integer>> counts = new TreeMap<>();

    void count(String kind, Plan.Act act) {
        counts.computeIfAbsent(kind, k -> new EnumMap<>(Plan.Act.class)).merge(act, 1, Integer::sum);
    }

    SortedMap<String, Map<Plan.Act, Integer>> byKind() {
        return counts;
    }

    int all() {
        return counts.values().stream()
                .flatMap(acts -> acts.values().stream())
                .mapToInt(Integer::intValue)
                .sum();
    }
}
