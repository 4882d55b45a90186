package dev.backchannel.standalone.bench.followups;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.standalone.bench.BenchOutput;
import dev.backchannel.standalone.bench.recorded.RatedSet;
import dev.backchannel.standalone.bench.recorded.Rating;
import java.util.List;

/** What a source offers: without it no precision means anything. */
record SetSummary(RatedSet set, long conversations, long good, long bad, long middling, long unknown) {
    static SetSummary of(RatedSet set, List<Exchange> exchanges) {
        return new SetSummary(
                set,
                exchanges.stream()
                        .map(e -> e.answer().conversation())
                        .distinct()
                        .count(),
                count(exchanges, Rating.GOOD),
                count(exchanges, Rating.BAD),
                count(exchanges, Rating.MIDDLING),
                count(exchanges, Rating.UNKNOWN));
    }

    void tell(BenchOutput output, ObjectNode figures) {
        figures.put("about", set.about())
                .put("conversations", conversations)
                .put("good", good)
                .put("bad", bad)
                .put("middling", middling)
                .put("unrated", unknown);
        output.table("%n%s: %s%n  %d conversations; follow-ups to %d good, %d bad, %d middling, %d unrated answers;"
                        .formatted(set.name(), set.about(), conversations, good, bad, middling, unknown)
                + " blind guess: precision %.2f for positive, %.2f for negative%n"
                        .formatted(good / (double) (good + bad), bad / (double) (good + bad)));
    }

    private static long count(List<Exchange> exchanges, Rating rating) {
        return exchanges.stream().filter(e -> e.answer().rating() == rating).count();
    }
}
