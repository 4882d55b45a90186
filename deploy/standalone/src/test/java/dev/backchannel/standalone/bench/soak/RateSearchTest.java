package dev.backchannel.standalone.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.standalone.UserError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RateSearchTest {
    @ParameterizedTest
    @ValueSource(doubles = {0.13, 0.9, 1, 1.49, 7, 31.4, 250})
    void whatIsFoundIsKeptUpWithAndLittleMoreIsNot(double limit) throws InterruptedException {
        List<Double> tried = new ArrayList<>();
        double highest = RateSearch.highest(1, rate -> {
            tried.add(rate);
            return rate <= limit;
        });
        assertThat(highest).isBetween(limit / 1.2, limit);
        assertThat(tried).contains(highest).doesNotHaveDuplicates();
        assertThat(tried.stream().filter(rate -> rate > limit)).hasSizeLessThanOrEqualTo(5);
    }

    @Test
    void aMachineThatKeepsUpWithNothingIsToldOf() {
        assertThatThrownBy(() -> RateSearch.highest(1, rate -> false))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("does not keep up with");
    }
}
