package dev.backchannel.streams.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.streams.experiment.Ruling.Action;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GuardTest {
    private static final int TURNS = 3000;
    private static final int LOOK_EVERY = 25;

    @Test
    void holdsWithoutData() {
        ArmFigures nothing = new ArmFigures(0, 0, Map.of());

        assertThat(guard(false).look(nothing, nothing, 0.5).action()).isEqualTo(Action.HOLD);
    }

    @Test
    void twoEqualArmsAreRolledBackInAtMostOneOfTwentyExperimentsThoughOneNeverStopsLooking() {
        assertThat(rollbacks(2000, TURNS, 0, false)).isLessThanOrEqualTo(100);
    }

    @Test
    void soItIsWithUsersHistoriesRegressedOut() {
        assertThat(rollbacks(500, TURNS, 0, true)).isLessThanOrEqualTo(25);
    }

    @Test
    void aThumbsUpRateThatFallsByAFifthIsCaughtWithinNineThousandTurns() {
        assertThat(rollbacks(200, 3 * TURNS, 0.2, false)).isGreaterThanOrEqualTo(190);
    }

    @Test
    void aCandidateThatIsAsGoodIsPromotedOnceEveryMarginIsSure() {
        Guard guard = new Guard(
                new GuardSettings(List.of(new GuardedMetric("edit_distance", false, 0.08)), 0.05, 30, 1000, false),
                SampleRatio.DEFAULT);
        List<Action> said = new ArrayList<>();
        int turns = new Simulation(5, 0, false).run(guard, 20_000, LOOK_EVERY, said);

        assertThat(said).containsExactly(Action.PROMOTE);
        assertThat(turns).isGreaterThan(2000);
    }

    @Test
    void anUnevenSplitIsSaidBeforeAnythingElse() {
        ArmFigures many = new ArmFigures(900, 5000, Map.of());
        ArmFigures few = new ArmFigures(600, 5000, Map.of());

        Ruling ruling = guard(false).look(many, few, 0.5);
        assertThat(ruling.action()).isEqualTo(Action.MISMATCH);
        assertThat(ruling.reason()).contains("900").contains("600");
    }

    @Test
    void historiesCatchItSooner() {
        assertThat(medianTurns(true)).isLessThan(medianTurns(false));
    }

    private static double medianTurns(boolean history) {
        double[] turns = new double[60];
        Arrays.setAll(turns, i -> {
            int at = new Simulation(i, 0.2, history).run(guard(history), 2 * TURNS, LOOK_EVERY, new ArrayList<>());
            return at < 0 ? 2 * TURNS : at;
        });
        Arrays.sort(turns);
        return turns[turns.length / 2];
    }

    private static long rollbacks(int experiments, int turns, double harm, boolean history) {
        List<Action> said = new ArrayList<>();
        for (int i = 0; i < experiments; i++) {
            new Simulation(i, harm, history).run(guard(history), turns, LOOK_EVERY, said);
        }
        return said.stream().filter(Action.ROLLBACK::equals).count();
    }

    private static Guard guard(boolean history) {
        return new Guard(new GuardSettings(Simulation.METRICS, 0.05, 30, Long.MAX_VALUE, history), SampleRatio.DEFAULT);
    }
}
