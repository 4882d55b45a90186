package dev.backchannel.arms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.avro.Experiment;
import dev.backchannel.topics.Arms;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Everybody has one arm, in any process, and the arms get their shares. */
class ArmAssignmentTest {
    private static final int USERS = 20_000;
    private static final double POINT_OF_U1 = 0.7537561499537238;

    @Test
    void aPointIsWhatItHasAlwaysBeen() {
        // Written down: users must not change their arms because of a new version. printf 'default\ndefault/u1' |
        // sha256sum
        assertThat(ArmAssignment.point("default", "default", "u1")).isEqualTo(POINT_OF_U1);
        assertThat(ArmAssignment.point("default", "other", "u1")).isNotEqualTo(POINT_OF_U1);
        assertThat(ArmAssignment.point("another", "default", "u1")).isNotEqualTo(POINT_OF_U1);
    }

    @Test
    void armsGetTheirShares() {
        for (double share : new double[] {0.01, 0.1, 0.5, 0.95}) {
            double deviation = Math.sqrt(share * (1 - share) / USERS);
            assertThat(candidates(Experiments.split(Experiments.direct("default", 0), share))
                                    .size()
                            / (double) USERS)
                    .isCloseTo(share, within(4 * deviation));
        }
        assertThat(candidates(Experiments.direct("default", 0))).hasSize(USERS);
        assertThat(candidates(Experiments.direct("default", 1))).isEmpty();
    }

    @Test
    void nobodyLeavesAnArmThatGrows() {
        List<String> few = candidates(Experiments.direct("default", 0.7));
        List<String> many = candidates(Experiments.direct("default", 0.4));
        assertThat(many).containsAll(few).hasSizeGreaterThan(few.size());
    }

    @Test
    void experimentsDivideIndependently() {
        List<String> here = candidates(Experiments.direct("one", 0.5));
        List<String> there = candidates(Experiments.direct("two", 0.5));
        there.retainAll(here);
        assertThat(there.size() / (double) USERS).isCloseTo(0.25, within(0.02));
    }

    @Test
    void withoutSharesThereIsNoArm() {
        Experiment none = Experiment.newBuilder(Experiments.direct("default", 0))
                .setArms(List.of())
                .build();
        assertThatThrownBy(() -> ArmAssignment.of(none, "default", "u1")).hasMessageContaining("no arm of default");
    }

    private static List<String> candidates(Experiment experiment) {
        return new ArrayList<>(IntStream.range(0, USERS)
                .mapToObj(i -> "user-" + i)
                .filter(user ->
                        ArmAssignment.of(experiment, "default", user).getName().equals(Arms.CANDIDATE))
                .toList());
    }
}
