package dev.backchannel.standalone.demo.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.policy.style.StyleValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PopulationTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void sevenInTenShareTheHouseStyleAndSomeAreOpposed(long seed) {
        Population population = Population.generate(100, seed);

        assertThat(population.house().values()).hasSize(3);
        assertThat(population.ceiling()).isEqualTo(0.70);
        assertThat(population.users())
                .filteredOn(user -> user.wishes().equals(population.house()))
                .hasSize(70);
        assertThat(population.users()).anyMatch(user -> population.house().values().values().stream()
                .map(StyleValue::opposite)
                .allMatch(user.wishes()::has));
        for (StyleValue value : population.house().values().values()) {
            assertThat(population.share(value)).isCloseTo(0.85, within(0.04));
        }
    }

    @Test
    void theSameSeedMakesTheSameUsers() {
        assertThat(Population.generate(60, 9)).isEqualTo(Population.generate(60, 9));
        assertThat(Population.generate(60, 9)).isNotEqualTo(Population.generate(60, 10));
    }

    @Test
    void aHandfulIsNoPopulation() {
        assertThatThrownBy(() -> Population.generate(5, 1)).hasMessageContaining("at least 20 users, not 5");
    }
}
