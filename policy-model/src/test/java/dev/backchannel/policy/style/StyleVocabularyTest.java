package dev.backchannel.policy.style;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StyleVocabularyTest {
    @Test
    void sentencesAndIdsAreUnique() {
        assertThat(Arrays.stream(StyleValue.values()).map(StyleValue::sentence)).doesNotHaveDuplicates();
        assertThat(Arrays.stream(StyleValue.values()).map(StyleValue::id)).doesNotHaveDuplicates();
    }

    @Test
    void everyDimensionHasTwoOppositeValues() {
        for (StyleDimension dimension : StyleDimension.values()) {
            assertThat(dimension.options()).hasSize(2);
            StyleValue first = dimension.options().get(0);
            assertThat(first.opposite()).isEqualTo(dimension.options().get(1));
            assertThat(first.opposite().opposite()).isEqualTo(first);
        }
    }

    @Test
    void aProfileReadsBackFromItsSentenceAndFromSingleSentences() {
        Random random = new Random(3);
        for (int i = 0; i < 200; i++) {
            StyleProfile profile = StyleProfile.random(random);
            assertThat(StyleProfile.parse("Be kind. " + profile.sentence())).isEqualTo(profile);
            StringBuilder single = new StringBuilder();
            profile.values().values().forEach(value -> single.append(value.sentence())
                    .append(' '));
            assertThat(StyleProfile.parse(single.toString())).isEqualTo(profile);
        }
    }

    @Test
    void namesItsValuesInOneSentence() {
        assertThat(StyleProfile.of(StyleValue.NO_GREETING, StyleValue.CASUAL, StyleValue.SHORT)
                        .sentence())
                .isEqualTo("The user prefers short answers, no hello and casual language.");
        assertThat(StyleProfile.none().sentence()).isEmpty();
    }

    @Test
    void rejectsAValueUnderAnotherDimension() {
        assertThatThrownBy(() -> new StyleProfile(Map.of(StyleDimension.EMOJI, StyleValue.SHORT)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("SHORT");
    }
}
