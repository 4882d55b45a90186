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
