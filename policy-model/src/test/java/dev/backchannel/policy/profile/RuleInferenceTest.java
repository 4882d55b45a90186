package dev.backchannel.policy.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.policy.style.StyleDimension;
import dev.backchannel.policy.style.StyleValue;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RuleInferenceTest {
    private static final String SHORT = "A latte costs four euros.";
    private static final String LONG =
            "A latte costs four euros. The price holds in every size. The milk is from a farm"
                    + " near the town. A second one costs a euro less on Tuesday.";

    /** Of each dimension a text with its first value and one with its second, alike in all others. */
    private static final Map<StyleDimension, List<String>> SIDES = Map.of(
            StyleDimension.LENGTH, List.of(SHORT, LONG),
            StyleDimension.LAYOUT,
                    List.of("It is here: the bar. Then the desk.", "It is here:\n- The bar\n- Then the desk"),
            StyleDimension.GREETING, List.of("Hi! " + SHORT, SHORT),
            StyleDimension.CLOSING, List.of(SHORT + " Enjoy your visit!", SHORT),
            StyleDimension.EMOJI, List.of(SHORT + " ☕", SHORT),
            StyleDimension.QUESTION, List.of(SHORT + " Anything else?", SHORT),
            StyleDimension.REGISTER, List.of("Certainly. It is four euros.", "Sure. It's four euros."));

    private final RuleInference inference = new RuleInference();

    @ParameterizedTest
    @EnumSource(StyleDimension.class)
    void anEditMovesToEitherValueOfADimension(StyleDimension dimension) {
        String first = SIDES.get(dimension).get(0);
        String second = SIDES.get(dimension).get(1);
        List<StyleValue> options = dimension.options();
        assertThat(inference.infer("", second, first)).containsExactly(Wish.of(options.get(0)));
        assertThat(inference.infer("", first, second)).containsExactly(Wish.of(options.get(1)));
    }

    @ParameterizedTest
    @EnumSource(StyleDimension.class)
    void whatStaysSaysNothing(StyleDimension dimension) {
        for (String side : SIDES.get(dimension)) {
            assertThat(inference.infer("", side, side)).isEmpty();
            assertThat(inference.infer("", side.replace("four", "five"), side)).isEmpty();
        }
    }

    @Test
    void whatShowsNoValueBeforeMovesToOneAfter() {
        String middling = "A latte costs four euros, and the price is the same in the small and large size.";
        assertThat(StyleReader.observe(middling).value(StyleDimension.LENGTH)).isEmpty();
        assertThat(inference.infer("", middling, SHORT)).containsExactly(Wish.of(StyleValue.SHORT));
        assertThat(inference.infer("", middling, LONG)).containsExactly(Wish.of(StyleValue.LONG));
        assertThat(inference.infer("", SHORT, middling)).isEmpty();
    }

    @Test
    void cuttingAVeryLongAnswerToHalfMeansShorterThoughItIsLongStill() {
        String page = (LONG + " ").repeat(4);
        assertThat(inference.infer("", page, LONG)).containsExactly(Wish.of(StyleValue.SHORT));
        assertThat(inference.infer("", page, (LONG + " ").repeat(3))).isEmpty();
    }

    @Test
    void nothingComesOfNothing() {
        assertThat(inference.infer("", "", SHORT)).isEmpty();
        assertThat(inference.infer("", SHORT, "  ")).isEmpty();
    }

    @Test
    void severalMovesAreAllSeen() {
        assertThat(inference.infer("", "Certainly. " + LONG, "Hey! Sure, it's four euros. 😀 Need more?"))
                .extracting(Wish::valueOrNull)
                .containsExactlyInAnyOrder(
                        StyleValue.SHORT,
                        StyleValue.GREETING,
                        StyleValue.EMOJI,
                        StyleValue.QUESTION,
                        StyleValue.CASUAL);
    }
}
