package dev.backchannel.standalone.bench.flr;

import dev.backchannel.standalone.bench.measure.Share;
import dev.backchannel.standalone.bench.measure.Trial;
import dev.backchannel.standalone.bench.recorded.RatedAnswer;
import dev.backchannel.standalone.bench.recorded.Rating;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** How often the better of two answers has the higher score. A draw does not count as right. */
final class Ranking {
    private Ranking() {}

    /** Over all pairs of answers to one prompt that people ranked. */
    static Share ofSiblings(List<RatedAnswer> answers, ToDoubleFunction<RatedAnswer> score) {
        Map<String, List<RatedAnswer>> groups = new LinkedHashMap<>();
        answers.stream().filter(answer -> answer.siblings() != null).forEach(answer -> groups.computeIfAbsent(
                        answer.siblings(), k -> new ArrayList<>())
                .add(answer));
        return share(groups.values(), score, (a, b) -> a.rank() < b.rank());
    }

    /** Over all pairs of a good and a bad answer of one conversation, to different prompts. */
    static Share ofConversations(List<RatedAnswer> answers, ToDoubleFunction<RatedAnswer> score) {
        Map<String, List<RatedAnswer>> groups = new LinkedHashMap<>();
        answers.forEach(answer -> groups.computeIfAbsent(answer.conversation(), k -> new ArrayList<>())
                .add(answer));
        return share(groups.values(), score, (a, b) -> a.rating() == Rating.GOOD && b.rating() == Rating.BAD);
    }

    private interface Better {
        boolean than(RatedAnswer a, RatedAnswer b);
    }

    private static Share share(
            Collection<List<RatedAnswer>> groups, ToDoubleFunction<RatedAnswer> score, Better better) {
        List<Trial> trials = new ArrayList<>();
        for (List<RatedAnswer> group : groups) {
            for (RatedAnswer a : group) {
                for (RatedAnswer b : group) {
                    if (better.than(a, b)) {
                        trials.add(new Trial(a.conversation(), score.applyAsDouble(a) > score.applyAsDouble(b)));
                    }
                }
            }
        }
        return Share.of(trials);
    }
}
