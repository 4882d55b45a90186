package dev.backchannel.standalone.bench.learning.prelude;

import dev.backchannel.learner.choice.Choice;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.seed.AnswerWriter;
import dev.backchannel.policy.style.StyleDimension;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import dev.backchannel.standalone.demo.check.Judgement;
import dev.backchannel.standalone.demo.check.StyleChecks;
import dev.backchannel.streams.mining.TokenEditDistance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * The user. Takes an answer that is complete, on topic and to his taste as it is, and makes a right one of any other, with
 * as few changes as he finds: of {@link #DRAFTS} right answers in his style he keeps the one that is nearest to what was
 * given. What he has no taste in stays as it was. Deterministic.
 */
final class Editor {
    private static final int DRAFTS = 24;

    /**
     * What the user made of an answer.
     *
     * @param edited empty: taken as it is
     * @param cost token edit distance
     * @param usable complete and on topic
     * @param missed the dimensions of his taste that the answer misses
     */
    record Reaction(Optional<String> edited, int cost, boolean usable, List<StyleDimension> missed) {}

    Reaction react(Round round, Generated given) {
        StyleProfile taste = round.context().taste();
        Judgement judgement = Judgement.of(given.text(), given.finishReason().wire(), round.request(), taste);
        StyleProfile seen = StyleChecks.observe(given.text());
        List<StyleDimension> missed = taste.values().values().stream()
                .filter(value -> !seen.has(value))
                .map(StyleValue::dimension)
                .toList();
        if (judgement.satisfied()) {
            return new Reaction(Optional.empty(), 0, true, missed);
        }
        List<StyleValue> style = new ArrayList<>(seen.values().values());
        style.addAll(taste.values().values());
        String nearest = "";
        int cost = Integer.MAX_VALUE;
        for (int draft = 0; draft < DRAFTS; draft++) {
            SplittableRandom random = new SplittableRandom(Choice.hash(round.id(), "draft", draft));
            String text = AnswerWriter.write(round.request(), StyleProfile.of(style), random);
            int distance = TokenEditDistance.count(given.text(), text);
            if (distance < cost) {
                nearest = text;
                cost = distance;
            }
        }
        return new Reaction(Optional.of(nearest), cost, judgement.usable(), missed);
    }
}
