package dev.backchannel.standalone.bench.followups;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.backchannel.standalone.bench.measure.Share;
import dev.backchannel.standalone.bench.measure.Trial;
import dev.backchannel.standalone.bench.recorded.Rating;
import java.util.List;
import java.util.function.Predicate;

/**
 * How one class of follow-ups agrees with what people thought of the answers.
 *
 * @param coverage its share of the follow-ups to answers that were rated good or bad
 * @param precision the share of it for which its claim holds; empty when it claims nothing
 * @param recall the share of what it claims to find that it finds
 * @param bad the share of bad answers among those it follows, whatever it claims
 * @param middling how many middling answers it follows beside
 */
record ClassFigures(String name, Claim claim, Share coverage, Share precision, Share recall, Share bad, int middling) {
    static ClassFigures of(String name, Claim claim, List<Judged> all, Predicate<Judged> isOfIt) {
        List<Judged> rated = all.stream().filter(Judged::isRated).toList();
        List<Judged> inIt = rated.stream().filter(isOfIt).toList();
        return new ClassFigures(
                name,
                claim,
                share(rated, isOfIt),
                share(claim == Claim.NOTHING ? List.of() : inIt, judged -> claim.holds(judged.rating())),
                share(
                        rated.stream()
                                .filter(judged -> claim.holds(judged.rating()))
                                .toList(),
                        isOfIt),
                share(inIt, judged -> judged.rating() == Rating.BAD),
                (int) all.stream()
                        .filter(judged -> judged.rating() == Rating.MIDDLING && isOfIt.test(judged))
                        .count());
    }

    ObjectNode into(ObjectNode figures) {
        coverage.into(figures, "coverage");
        if (claim != Claim.NOTHING) {
            precision.into(figures, "precision");
            recall.into(figures, "recall");
        }
        bad.into(figures, "bad");
        return figures.put("middling", middling);
    }

    private static Share share(List<Judged> among, Predicate<Judged> counts) {
        return Share.of(among.stream()
                .map(judged -> new Trial(judged.conversation(), counts.test(judged)))
                .toList());
    }
}
