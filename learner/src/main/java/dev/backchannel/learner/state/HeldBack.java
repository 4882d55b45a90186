package dev.backchannel.learner.state;

import dev.backchannel.learner.step.Rated;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The newest preferences of held-back conversations, oldest first, each with how the last promoted checkpoint did on it.
 * Immutable.
 *
 * @param capacity how many stay
 */
public record HeldBack(int capacity, List<Case> cases) {
    public HeldBack {
        cases = List.copyOf(cases);
    }

    /**
     * One held-back preference.
     *
     * @param promoted 1 if the last promoted checkpoint got it right, 0 if not, 0.5 for a tie; NaN: not judged yet
     */
    public record Case(Rated rated, double promoted) {}

    public static HeldBack empty(int capacity) {
        return new HeldBack(capacity, List.of());
    }

    /** With new arrivals that no checkpoint has been judged on. */
    public HeldBack plus(List<Rated> arrivals) {
        List<Case> all = new ArrayList<>(cases);
        arrivals.forEach(rated -> all.add(new Case(rated, Double.NaN)));
        return new HeldBack(capacity, all.subList(Math.max(0, all.size() - capacity), all.size()));
    }

    /** With the outcomes of a promoted checkpoint, one per case. */
    public HeldBack withPromoted(double[] outcomes) {
        List<Case> judged = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            judged.add(new Case(cases.get(i).rated(), outcomes[i]));
        }
        return new HeldBack(capacity, judged);
    }

    /** Without the cases of these ids. */
    public HeldBack without(Set<String> preferenceIds) {
        return new HeldBack(
                capacity,
                cases.stream()
                        .filter(c -> !preferenceIds.contains(c.rated().id()))
                        .toList());
    }

    /** The same cases with other reference values, so that nobody was judged on them yet. */
    public HeldBack measuredAs(List<Rated> rated) {
        return empty(capacity).plus(rated);
    }

    public List<Rated> rated() {
        return cases.stream().map(Case::rated).toList();
    }
}
