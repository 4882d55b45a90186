package dev.backchannel.learner.state;

import dev.backchannel.learner.choice.Choice;
import dev.backchannel.learner.step.Rated;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A uniform sample of all that has been taught, for replay: those whose hash of (seed, preference_id) is smallest. Which
 * ones stay does not depend on the order in which they came. Immutable.
 *
 * @param capacity how many stay
 * @param seed of the run
 * @param entries by ascending hash
 */
public record Reservoir(int capacity, long seed, List<Rated> entries) {
    public Reservoir {
        entries = List.copyOf(entries);
    }

    public static Reservoir empty(int capacity, long seed) {
        return new Reservoir(capacity, seed, List.of());
    }

    public Reservoir plus(List<Rated> taught) {
        List<Rated> all = new ArrayList<>(entries);
        Set<String> known = entries.stream().map(Rated::id).collect(Collectors.toSet());
        taught.stream().filter(r -> !known.contains(r.id())).forEach(all::add);
        return new Reservoir(
                capacity,
                seed,
                all.stream().sorted(byHash(seed)).limit(capacity).toList());
    }

    /** Without the entries of these ids. */
    public Reservoir without(Set<String> preferenceIds) {
        return new Reservoir(
                capacity,
                seed,
                entries.stream().filter(r -> !preferenceIds.contains(r.id())).toList());
    }

    /** The same entries with other reference values. */
    public Reservoir measuredAs(List<Rated> rated) {
        return new Reservoir(capacity, seed, rated);
    }

    /** Draws {@code count} entries for a step, or as many as there are; which ones is a hash of (seed, step, id). */
    public List<Rated> draw(int count, long step) {
        Comparator<Rated> order = Comparator.comparingLong((Rated r) -> Choice.hash(seed, step, r.id()))
                .thenComparing(Rated::id);
        return entries.stream().sorted(order).limit(count).toList();
    }

    public Optional<Rated> find(String preferenceId) {
        return entries.stream().filter(r -> r.id().equals(preferenceId)).findFirst();
    }

    public boolean contains(String preferenceId) {
        return find(preferenceId).isPresent();
    }

    public Stream<Rated> stream() {
        return entries.stream();
    }

    private static Comparator<Rated> byHash(long seed) {
        return Comparator.comparingLong((Rated r) -> Choice.hash(seed, "reservoir", r.id()))
                .thenComparing(Rated::id);
    }
}
