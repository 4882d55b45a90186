package dev.backchannel.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanTest {
    @Test
    void theSameSeedPlansTheSameAndReachesEverybodyInEveryWay() {
        List<Plan.Fault> faults = faults(7);

        assertThat(faults(7)).isEqualTo(faults);
        assertThat(faults(8)).isNotEqualTo(faults);
        Set<String> combinations =
                faults.stream().map(fault -> fault.act() + " " + fault.victim()).collect(Collectors.toSet());
        assertThat(combinations).hasSize(Plan.Act.values().length * 11);
    }

    private static List<Plan.Fault> faults(long seed) {
        Plan plan = new Plan(seed, 11);
        return Stream.generate(plan::next).limit(1_000).toList();
    }
}
