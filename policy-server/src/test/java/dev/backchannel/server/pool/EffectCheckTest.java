package dev.backchannel.server.pool;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.avro.Probe;
import dev.backchannel.server.swap.RefusedCheckpointException;
import java.util.List;
import org.junit.jupiter.api.Test;

class EffectCheckTest {
    private static final double TOLERANCE = 2e-2;
    private static final double[][] BASE = {{-1.0, -2.0, -3.0}};

    private final EffectCheck check = new EffectCheck(TOLERANCE);

    private void require(double[] recorded, double[] seen, double noise) {
        double[][] with = {{BASE[0][0] + seen[0], BASE[0][1] + seen[1], BASE[0][2] + seen[2]}};
        double[][] after = {{BASE[0][0] + noise, BASE[0][1] - noise, BASE[0][2]}};
        Probe probe = new Probe(List.of(1), List.of(2, 3, 4), List.of(recorded[0], recorded[1], recorded[2]));
        check.require(List.of(probe), BASE, with, after);
    }

    @Test
    void theRecordedEffectPasses() {
        assertThatCode(() -> require(new double[] {0.5, -0.3, 0.1}, new double[] {0.51, -0.31, 0.1}, 0.001))
                .doesNotThrowAnyException();
    }

    @Test
    void anotherEffectIsRefused() {
        assertThatThrownBy(() -> require(new double[] {0.5, -0.3, 0.1}, new double[] {0.5, -0.2, 0.1}, 0.001))
                .isInstanceOf(RefusedCheckpointException.class)
                .hasMessageContaining("token 1");
    }

    @Test
    void anEffectBelowTheToleranceMustBeThereToo() {
        double[] small = {0.005, -0.004, 0.003};
        assertThatThrownBy(() -> require(small, new double[] {0, 0, 0}, 0))
                .isInstanceOf(RefusedCheckpointException.class)
                .hasMessageContaining("changes nothing")
                .hasMessageContaining("0 %");
        assertThatThrownBy(() -> require(small, new double[] {0.0005, 0.0004, -0.0003}, 0.0001))
                .isInstanceOf(RefusedCheckpointException.class);
        assertThatCode(() -> require(small, new double[] {0.0048, -0.0041, 0.0032}, 0.0001))
                .doesNotThrowAnyException();
    }

    @Test
    void anEffectBelowTheServersNoiseSaysNothing() {
        assertThatCode(() -> require(new double[] {0.005, -0.004, 0.003}, new double[] {0.001, 0.002, 0}, 0.004))
                .doesNotThrowAnyException();
    }

    @Test
    void theFirstCheckpointChangesNothingAndPasses() {
        assertThatCode(() -> require(new double[] {0, 0, 0}, new double[] {0, 0, 0}, 0))
                .doesNotThrowAnyException();
    }

    @Test
    void whatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> require(new double[] {0, 0, 0}, new double[] {Double.NaN, 0, 0}, 0))
                .isInstanceOf(RefusedCheckpointException.class);
    }
}
