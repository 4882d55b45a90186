package dev.backchannel.standalone.bench.learning.prelude;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.policy.FinishReason;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.seed.AnswerWriter;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import dev.backchannel.standalone.demo.check.Judgement;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EditorTest {
    private final Editor editor = new Editor();
    private final List<Context> contexts = Context.draw(1, 8);

    @Test
    void contextsAreFiveAndContradictEachOther() {
        for (long seed = 1; seed < 20; seed++) {
            List<Context> drawn = Context.draw(seed, 8);
            assertThat(drawn).hasSize(5).isEqualTo(Context.draw(seed, 8));
            assertThat(drawn).allMatch(context -> context.intents().size() == 8);
            for (Context one : drawn) {
                assertThat(one.taste().values()).hasSize(4);
                assertThat(drawn)
                        .filteredOn(other -> other != one)
                        .allMatch(other -> one.taste().values().values().stream()
                                .map(StyleValue::opposite)
                                .anyMatch(other.taste()::has));
            }
        }
    }

    @Test
    void whatFitsIsTakenAsItIs() {
        for (int number = 0; number < 50; number++) {
            Round round = Round.draw(contexts, 1, number);
            Editor.Reaction reaction =
                    editor.react(round, ended(right(round, round.context().taste())));
            assertThat(reaction).isEqualTo(new Editor.Reaction(java.util.Optional.empty(), 0, true, List.of()));
        }
    }

    @Test
    void whatDoesNotFitIsMadeRightWithFewChanges() {
        for (int number = 0; number < 50; number++) {
            Round round = Round.draw(contexts, 1, number);
            StyleProfile taste = round.context().taste();
            StyleValue missed = taste.values().values().iterator().next().opposite();
            Generated given = ended(right(round, taste.with(missed)));
            Editor.Reaction reaction = editor.react(round, given);
            assertThat(reaction.missed()).containsExactly(missed.dimension());
            assertThat(reaction.cost()).isPositive();
            assertThat(editor.react(round, given)).isEqualTo(reaction);
            assertThat(reaction.edited())
                    .hasValueSatisfying(text -> assertThat(Judgement.of(text, "stop", round.request(), taste))
                            .matches(Judgement::satisfied));
        }
    }

    @Test
    void whatIsCutOrBesideThePointIsRepairedInFull() {
        Round round = Round.draw(contexts, 1, 0);
        String right = right(round, round.context().taste());
        Generated cut = new Generated(new int[0], right, FinishReason.LENGTH, false);
        for (Generated given : List.of(cut, ended("Anything else?"), ended(""))) {
            Editor.Reaction reaction = editor.react(round, given);
            assertThat(reaction.usable()).isFalse();
            assertThat(reaction.edited()).hasValueSatisfying(text -> assertThat(Judgement.of(
                            text, "stop", round.request(), round.context().taste()))
                    .matches(Judgement::satisfied));
        }
    }

    private static String right(Round round, StyleProfile style) {
        return AnswerWriter.write(round.request(), style, new SplittableRandom(7));
    }

    private static Generated ended(String text) {
        return new Generated(new int[0], text, FinishReason.STOP, true);
    }
}
