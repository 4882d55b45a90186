package dev.backchannel.policy.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PretrainConfigTest {
    private final PretrainConfig config = PretrainConfig.standard(Path.of("anywhere"));

    @Test
    void theLearningRateRisesToItsPeakAndFallsToATwentieth() {
        LearningRate rate = LearningRate.cosine(2);
        assertThat(rate.at(0, 0)).isLessThan(0.1);
        assertThat(rate.at(3, 0.03)).isCloseTo(2, within(1e-12));
        assertThat(rate.at(50, 0.5)).isBetween(0.8, 1.4);
        assertThat(rate.at(100, 1)).isCloseTo(0.1, within(1e-12));
        assertThat(LearningRate.constant(2).at(0, 0)).isEqualTo(0.1);
        assertThat(LearningRate.constant(2).at(99, 1)).isEqualTo(2);
    }

    @Test
    void roundsShareTheSteps() {
        int steps = Round.ALL.stream().mapToInt(round -> round.steps(config)).sum();
        assertThat(steps).isEqualTo(config.steps());
    }

    @Test
    void refusesSettingsThatCannotWork() {
        assertThatThrownBy(() -> config.withSteps(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
    }
}
