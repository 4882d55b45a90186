package dev.backchannel.standalone.demo.user;

import dev.backchannel.policy.seed.AnswerWriter;
import dev.backchannel.policy.seed.Request;
import dev.backchannel.policy.seed.UserVoice;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import dev.backchannel.standalone.demo.check.Judgement;
import dev.backchannel.standalone.demo.check.StyleChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Decides what a user does with an answer: mostly nothing, sometimes the right thing, now and then the wrong one. */
public final class Behaviour {
    private final BehaviourMix mix;

    public Behaviour(BehaviourMix mix) {
        this.mix = mix;
    }

    /** An answer that is incomplete or beside the point is recognised by everyone; only judgements of style go wrong. */
    public Reaction react(
            SimulatedUser user, Request request, String answer, Judgement judgement, RandomGenerator random) {
        boolean wrong = judgement.usable() && random.nextDouble() < mix.wrong();
        StyleProfile wishes = wrong ? opposite(user.wishes()) : user.wishes();
        boolean pleased = judgement.satisfied() != wrong;
        return pleased ? pleased(random) : displeased(request, answer, judgement, wishes, random);
    }

    private Reaction pleased(RandomGenerator random) {
        Draw draw = new Draw(random.nextDouble());
        if (draw.within(mix.pleased().thumbUp())) {
            return new Reaction.Thumb(true);
        }
        if (draw.within(mix.pleased().thanks())) {
            return remark(UserVoice.thanks(random), true, random);
        }
        return draw.within(mix.pleased().acceptance()) ? new Reaction.Acceptance() : new Reaction.Silence();
    }

    private Reaction displeased(
            Request request, String answer, Judgement judgement, StyleProfile wishes, RandomGenerator random) {
        Draw draw = new Draw(random.nextDouble());
        if (draw.within(mix.displeased().edit())) {
            return new Reaction.Edit(repaired(request, answer, wishes, random));
        }
        if (draw.within(mix.displeased().complaint())) {
            return remark(complaint(request, answer, judgement, wishes, random), false, random);
        }
        if (draw.within(mix.displeased().rephrase())) {
            return remark(UserVoice.rephrase(request, random), false, random);
        }
        if (draw.within(mix.displeased().thumbDown())) {
            return new Reaction.Thumb(false);
        }
        return draw.within(mix.displeased().regeneration()) ? new Reaction.Regeneration() : new Reaction.Silence();
    }

    private Reaction remark(String text, boolean pleased, RandomGenerator random) {
        return new Reaction.Remark(text, pleased, random.nextDouble() >= mix.explicit());
    }

    /** The right answer in the wished style; where the user has no wish, in the style the given answer had. */
    private static String repaired(Request request, String answer, StyleProfile wishes, RandomGenerator random) {
        List<StyleValue> style =
                new ArrayList<>(StyleChecks.observe(answer).values().values());
        style.addAll(wishes.values().values());
        return AnswerWriter.write(request, StyleProfile.of(style), random);
    }

    private static String complaint(
            Request request, String answer, Judgement judgement, StyleProfile wishes, RandomGenerator random) {
        if (!judgement.usable()) {
            return UserVoice.correction(request, random);
        }
        StyleProfile seen = StyleChecks.observe(answer);
        List<StyleValue> missed = wishes.values().values().stream()
                .filter(wish -> !seen.has(wish))
                .toList();
        return missed.isEmpty()
                ? UserVoice.complaint(random)
                : UserVoice.complaint(missed.get(random.nextInt(missed.size())), random);
    }

    private static StyleProfile opposite(StyleProfile wishes) {
        return StyleProfile.of(
                wishes.values().values().stream().map(StyleValue::opposite).toList());
    }

    /** One uniform draw, taken apart into shares one after the other. */
    private static final class Draw {
        private double left;

        Draw(double uniform) {
            left = uniform;
        }

        boolean within(double share) {
            left -= share;
            return left < 0 && left >= -share;
        }
    }
}
