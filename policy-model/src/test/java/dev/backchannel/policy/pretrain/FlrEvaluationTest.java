package dev.backchannel.policy.pretrain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FlrEvaluationTest {
    @Test
    void theAreaIsTheShareOfPairsInOrderWithTiesAsHalf() {
        assertThat(FlrEvaluation.auc(List.of(2.0, 3.0), List.of(1.0))).isEqualTo(1);
        assertThat(FlrEvaluation.auc(List.of(1.0), List.of(2.0))).isEqualTo(0);
        assertThat(FlrEvaluation.auc(List.of(1.0, 2.0), List.of(1.0, 2.0))).isEqualTo(0.5);
    }
}
