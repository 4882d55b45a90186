package dev.backchannel.streams.mining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenEditDistanceTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    a b c d         | a b c d       | 0
                    a b c d         | a x c d       | 0.25
                    a b c d         | a b c         | 0.25
                    a b c d         | b c d e       | 0.5
                    a b             | c d           | 1
                    Hello, world!   | Hello world   | 0.5
                    one             | ''            | 1
                    ''              | ''            | 0
                    Größe: 42 cm    | größe: 42 cm  | 0.25
                    """)
    void countsWordsAndPunctuation(String a, String b, double expected) {
        assertThat(TokenEditDistance.normalised(a, b)).isCloseTo(expected, within(1e-12));
    }

    @Test
    void tokensAreWordsAndMarks() {
        assertThat(TokenEditDistance.tokens("It's 4€, o.k.?"))
                .isEqualTo(List.of("It", "'", "s", "4", "€", ",", "o", ".", "k", ".", "?"));
    }

    @Property(tries = 200)
    void isAMetricBetweenZeroAndOne(@ForAll String a, @ForAll String b) {
        double distance = TokenEditDistance.normalised(a, b);
        assertThat(distance).isBetween(0.0, 1.0).isEqualTo(TokenEditDistance.normalised(b, a));
        assertThat(TokenEditDistance.normalised(a, a)).isZero();
    }
}
