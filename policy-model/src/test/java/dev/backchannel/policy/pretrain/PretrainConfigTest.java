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
        double peak = config.peakLearningRate();
        assertThat(config.learningRate(0)).isLessThan(0.05 * peak);
        assertThat(config.learningRate(config.warmupShare())).isCloseTo(peak, within(1e-12));
        assertThat(config.learningRate(0.5)).isBetween(0.4 * peak, 0.7 * peak);
        assertThat(config.learningRate(1)).isCloseTo(0.05 * peak, within(1e-12));
    }

    @Test
    void refusesSettingsThatCannotWork() {
        assertThatThrownBy(() -> config.withSteps(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0");
    }
}
