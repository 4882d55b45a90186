package dev.backchannel.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SamplerTest {
    private static final float[] LOGITS = {
        (float) Math.log(0.5), (float) Math.log(0.3), (float) Math.log(0.15), (float) Math.log(0.05)
    };

    @Test
    void drawsInProportion() {
        double[] shares = shares(new SamplingParameters(1, 1, 10, 3, List.of()));
        assertThat(shares[0]).isCloseTo(0.5, within(0.02));
        assertThat(shares[1]).isCloseTo(0.3, within(0.02));
        assertThat(shares[3]).isCloseTo(0.05, within(0.01));
    }

    @Test
    void temperatureSharpens() {
        double[] shares = shares(new SamplingParameters(0.5, 1, 10, 3, List.of()));
        double total = 0.25 + 0.09 + 0.0225 + 0.0025;
        assertThat(shares[0]).isCloseTo(0.25 / total, within(0.02));
        assertThat(shares[1]).isCloseTo(0.09 / total, within(0.02));
    }

    @Test
    void topPKeepsTheSmallestSetThatReachesIt() {
        double[] shares = shares(new SamplingParameters(1, 0.7, 10, 3, List.of()));
        assertThat(shares[0]).isCloseTo(0.5 / 0.8, within(0.02));
        assertThat(shares[1]).isCloseTo(0.3 / 0.8, within(0.02));
        assertThat(shares[2]).isZero();
        assertThat(shares[3]).isZero();
    }

    /** Of many tokens, where the nucleus is more than a handful and the tail much too unlikely. */
    @Test
    void drawsFromALargeVocabularyAsItsDistributionSays() {
        float[] logits = new float[2000];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) (-0.05 * (i * 7 % 2000));
        }
        double[] probability = IntStream.range(0, 2000)
                .mapToDouble(i -> Math.exp(-0.05 * (i * 7 % 2000)))
                .toArray();
        for (double topP : new double[] {1, 0.95}) {
            Sampler sampler = new Sampler(new SamplingParameters(1, topP, 10, 5, List.of()));
            int[] drawn = new int[2000];
            int draws = 50_000;
            for (int i = 0; i < draws; i++) {
                drawn[sampler.sample(logits)]++;
            }
            double kept = 1 / (1 - Math.exp(-0.05)) * topP;
            for (int i = 0; i < 2000; i++) {
                int rank = i * 7 % 2000;
                boolean inside = topP == 1 || 1 - Math.exp(-0.05 * rank) < topP;
                double expected = inside ? draws * probability[i] / kept : 0;
                assertThat((double) drawn[i])
                        .as("token %d, top_p %s", i, topP)
                        .isCloseTo(expected, within(5 * Math.sqrt(expected) + (inside ? 2 : 1e-9)));
            }
        }
    }

    @Test
    void theQuickExponentialIsExactEnough() {
        for (double x = 0; x > -60; x -= 0.0137) {
            assertThat(FastExp.of(x)).isCloseTo(Math.exp(x), within(1e-8 * Math.exp(x)));
        }
    }

    @Test
    void zeroTemperatureTakesTheBestAndASeedRepeats() {
        assertThat(new Sampler(SamplingParameters.greedy(5)).sample(LOGITS)).isZero();
        SamplingParameters sampling = new SamplingParameters(1, 0.9, 10, 42, List.of());
        Sampler first = new Sampler(sampling);
        Sampler second = new Sampler(sampling);
        assertThat(IntStream.range(0, 100).map(i -> first.sample(LOGITS)).toArray())
                .isEqualTo(
                        IntStream.range(0, 100).map(i -> second.sample(LOGITS)).toArray());
    }

    @Test
    void refusesNonsense() {
        Sampler sampler = new Sampler(SamplingParameters.greedy(5));
        assertThatThrownBy(() -> sampler.sample(new float[] {1, Float.NaN})).hasMessageContaining("token 1");
        assertThatThrownBy(() -> new SamplingParameters(-1, 1, 1, 0, List.of())).hasMessageContaining("temperature");
        assertThatThrownBy(() -> new SamplingParameters(1, 0, 1, 0, List.of())).hasMessageContaining("top_p");
        assertThatThrownBy(() -> new SamplingParameters(1, 1, 0, 0, List.of())).hasMessageContaining("max_tokens");
        assertThatThrownBy(() -> new SamplingParameters(1, 1, 1, 0, List.of("")))
                .hasMessageContaining("stop");
    }

    private static double[] shares(SamplingParameters parameters) {
        Sampler sampler = new Sampler(parameters);
        double[] shares = new double[LOGITS.length];
        int draws = 20_000;
        for (int i = 0; i < draws; i++) {
            shares[sampler.sample(LOGITS)] += 1.0 / draws;
        }
        return shares;
    }
}
