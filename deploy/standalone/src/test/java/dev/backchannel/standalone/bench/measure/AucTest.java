package dev.backchannel.standalone.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AucTest {
    @Test
    void isTheShareOfPairsInOrderWithTiesAsHalf() {
        assertThat(area(new double[] {2, 3}, new double[] {1})).isEqualTo(1);
        assertThat(area(new double[] {1}, new double[] {2})).isEqualTo(0);
        assertThat(area(new double[] {1, 2}, new double[] {1, 2})).isEqualTo(0.5);
        assertThat(area(new double[] {1}, new double[] {})).isNaN();
    }

    @Test
    void theIntervalHoldsTheValueAndNarrowsWithMoreConversations() {
        Auc few = Auc.of(drawn(20));
        Auc many = Auc.of(drawn(400));
        assertThat(many.value()).isBetween(many.low(), many.high());
        assertThat(many.high() - many.low()).isLessThan((few.high() - few.low()) / 2);
        // Two normal distributions one deviation apart: Φ(1/√2).
        assertThat(0.760).isBetween(many.low(), many.high());
    }

    private static List<Auc.Scored> drawn(int conversations) {
        Random random = new Random(5);
        List<Auc.Scored> cases = new ArrayList<>();
        for (int i = 0; i < conversations; i++) {
            cases.add(new Auc.Scored("c" + i, random.nextGaussian() + 1, true));
            cases.add(new Auc.Scored("c" + i, random.nextGaussian(), false));
        }
        return cases;
    }

    private static double area(double[] good, double[] bad) {
        List<Auc.Scored> cases = new ArrayList<>();
        for (double score : good) {
            cases.add(new Auc.Scored("c" + cases.size(), score, true));
        }
        for (double score : bad) {
            cases.add(new Auc.Scored("c" + cases.size(), score, false));
        }
        return Auc.of(cases).value();
    }
}
