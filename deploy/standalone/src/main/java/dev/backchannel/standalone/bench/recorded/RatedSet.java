package dev.backchannel.standalone.bench.recorded;

import java.util.List;
import java.util.function.Predicate;

/**
 * Rated answers of one source.
 *
 * @param name in tables and figures
 * @param about what counts as good and bad
 */
public record RatedSet(String name, String about, List<RatedAnswer> answers) {
    public RatedSet {
        answers = List.copyOf(answers);
    }

    public RatedSet only(String part, String aboutIt, Predicate<RatedAnswer> filter) {
        return new RatedSet(
                name + part, aboutIt, answers.stream().filter(filter).toList());
    }
}
