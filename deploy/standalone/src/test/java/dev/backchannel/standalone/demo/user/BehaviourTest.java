package dev.backchannel.standalone.demo.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.policy.seed.AnswerWriter;
import dev.backchannel.policy.seed.Intents;
import dev.backchannel.policy.seed.Request;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import dev.backchannel.standalone.demo.check.Judgement;
import dev.backchannel.standalone.demo.check.StyleChecks;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BehaviourTest {
    private static final StyleProfile WISHES =
            StyleProfile.of(StyleValue.SHORT, StyleValue.NO_GREETING, StyleValue.EMOJI);
    private static final int ANSWERS = 4000;

    private final SimulatedUser user = new SimulatedUser("u", WISHES);
    private final Behaviour behaviour = new Behaviour(BehaviourMix.usual());
    private final SplittableRandom random = new SplittableRandom(3);

    @Test
    void mostAreSilentAndOneInTenLikesWhatMissesTheWishes() {
        List<Reaction> reactions = reactions(false);

        assertThat(share(reactions, Reaction.Silence.class)).isBetween(0.5, 0.65);
        long liked = reactions.stream()
                .filter(reaction ->
                        reaction instanceof Reaction.Acceptance || reaction.equals(new Reaction.Thumb(true)))
                .count();
        // 38 % of the pleased show it by a thumb or by taking the answer.
        assertThat(liked / (double) ANSWERS).isCloseTo(0.038, within(0.012));
    }

    @Test
    void nineEditsInTenMeetTheWishesAndTheRestMeetNone() {
        List<Reaction> reactions = new ArrayList<>(reactions(false));
        reactions.addAll(reactions(true));
        List<StyleProfile> edited = reactions.stream()
                .filter(Reaction.Edit.class::isInstance)
                .map(reaction -> StyleChecks.observe(((Reaction.Edit) reaction).text()))
                .toList();

        long meeting = edited.stream()
                .filter(style -> WISHES.values().values().stream().allMatch(style::has))
                .count();
        long opposed = edited.stream()
                .filter(style -> WISHES.values().values().stream().noneMatch(style::has))
                .count();
        assertThat(meeting + opposed).isEqualTo(edited.size());
        assertThat(meeting / (double) edited.size()).isBetween(0.84, 0.94);
    }

    @Test
    void nobodyLikesAnAnswerThatWasCutOffAndEditsRepairIt() {
        for (int i = 0; i < ANSWERS; i++) {
            Request request = Intents.draw(random).request(random);
            String answer = AnswerWriter.write(request, WISHES, random).substring(0, 6);
            Judgement judgement = Judgement.of(answer, "length", request, WISHES);
            Reaction reaction = behaviour.react(user, request, answer, judgement, random);

            assertThat(reaction).isNotInstanceOf(Reaction.Acceptance.class).isNotEqualTo(new Reaction.Thumb(true));
            if (reaction instanceof Reaction.Edit edit) {
                assertThat(Judgement.of(edit.text(), "stop", request, WISHES).satisfied())
                        .as(edit.text())
                        .isTrue();
            }
        }
    }

    private List<Reaction> reactions(boolean fitting) {
        List<Reaction> reactions = new ArrayList<>();
        while (reactions.size() < ANSWERS) {
            Request request = Intents.draw(random).request(random);
            StyleProfile style = fitting
                    ? WISHES.completed(random)
                    : WISHES.with(StyleValue.LONG).completed(random);
            String answer = AnswerWriter.write(request, style, random);
            reactions.add(
                    behaviour.react(user, request, answer, Judgement.of(answer, "stop", request, WISHES), random));
        }
        return reactions;
    }

    private static double share(List<Reaction> reactions, Class<? extends Reaction> kind) {
        return reactions.stream().filter(kind::isInstance).count() / (double) reactions.size();
    }
}
