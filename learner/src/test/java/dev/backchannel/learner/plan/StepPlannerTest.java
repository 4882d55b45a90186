package dev.backchannel.learner.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.state.Reservoir;
import dev.backchannel.learner.step.Rated;
import dev.backchannel.learner.testing.Preferences;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StepPlannerTest {
    private static final BatchSettings SETTINGS = new BatchSettings(4, 8, Duration.ofSeconds(1), 0.5, 3, 16);
    private static final Reservoir EMPTY = Reservoir.empty(16, 1);

    private final StepPlanner planner = new StepPlanner(SETTINGS);

    @Test
    void waitsForAFullBatchOrForTime() {
        assertThat(planner.plan(teachable(0, 3), 0, EMPTY, 1, false)).isEmpty();
        StepPlan byTime = planner.plan(teachable(0, 3), 0, EMPTY, 1, true).orElseThrow();
        assertThat(byTime.cause()).isEqualTo("time");
        assertThat(byTime.fresh()).hasSize(3);
        StepPlan bySize = planner.plan(teachable(0, 4), 0, EMPTY, 1, false).orElseThrow();
        assertThat(bySize.cause()).isEqualTo("size");
        assertThat(bySize.to()).isEqualTo(4);
    }

    @Test
    void aBacklogMakesLargerStepsUpToTheCap() {
        StepPlan plan = planner.plan(teachable(0, 20), 0, EMPTY, 1, false).orElseThrow();
        assertThat(plan.fresh()).hasSize(8);
        assertThat(plan.to()).isEqualTo(8);
    }

    @Test
    void aSmallStepIsFilledUpFromTheReservoirButNotDrownedInIt() {
        Reservoir reservoir = EMPTY.plus(rated(100, 10));
        assertThat(planner.plan(teachable(0, 2), 0, reservoir, 1, true)
                        .orElseThrow()
                        .replayed())
                .hasSize(2);
        assertThat(planner.plan(teachable(0, 1), 0, reservoir, 1, true)
                        .orElseThrow()
                        .replayed())
                .hasSize(3);
        assertThat(planner.plan(teachable(0, 4), 0, reservoir, 1, true)
                        .orElseThrow()
                        .replayed())
                .hasSize(2);
    }

    @Test
    void whatIsReplayedDependsOnSeedAndStepAlone() {
        Reservoir forwards = EMPTY.plus(rated(100, 5)).plus(rated(105, 5));
        Reservoir backwards = EMPTY.plus(rated(105, 5)).plus(rated(100, 5));
        List<Incoming> waiting = teachable(0, 1);
        assertThat(planner.plan(waiting, 0, forwards, 7, true).orElseThrow().replayed())
                .isEqualTo(planner.plan(waiting, 0, backwards, 7, true)
                        .orElseThrow()
                        .replayed())
                .isNotEqualTo(planner.plan(waiting, 0, forwards, 8, true)
                        .orElseThrow()
                        .replayed());
    }

    @Test
    void theSamePreferenceTwiceTeachesOnceAndAloneMakesNoStep() {
        List<Incoming> twice = new ArrayList<>(teachable(0, 1));
        twice.add(new Incoming.Teachable(1, 0, example(0)));
        StepPlan plan = planner.plan(twice, 0, EMPTY, 1, true).orElseThrow();
        assertThat(plan.fresh()).hasSize(1);
        assertThat(plan.to()).isEqualTo(2);
        assertThat(planner.plan(twice, 0, EMPTY.plus(rated(0, 1)), 1, true)).isEmpty();
    }

    @Test
    void aStepEndsAfterItsLastTeachableRecord() {
        List<Incoming> waiting = new ArrayList<>(teachable(0, 4));
        waiting.add(2, new Incoming.Held(50, 0, example(50)));
        waiting.add(new Incoming.Held(51, 0, example(51)));
        StepPlan plan = planner.plan(waiting, 0, EMPTY, 1, false).orElseThrow();
        assertThat(plan.range()).hasSize(5);
        assertThat(plan.to()).isEqualTo(4);
    }

    private static List<Incoming> teachable(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> (Incoming) new Incoming.Teachable(i, 0, example(i)))
                .toList();
    }

    private static List<Rated> rated(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> new Rated(example(i), new double[] {-1, -2}))
                .toList();
    }

    private static Example example(int i) {
        return new Example(
                Preferences.pair(i), new int[] {i}, List.of(new int[] {1}, new int[] {2}), 1, Optional.empty());
    }
}
