package dev.backchannel.streams.arms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.arms.CheckpointHistory;
import dev.backchannel.arms.Experiments;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.ExperimentState;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Verdict;
import dev.backchannel.streams.config.ExperimentRules;
import dev.backchannel.streams.config.ExperimentRules.Mode;
import dev.backchannel.topics.Arms;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MovesTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    @Test
    void directModeBeginsWithEverybodyOnTheNewest() {
        ExperimentState state = Moves.begun("default", rules(Mode.DIRECT, OptionalDouble.empty()), NOW);

        assertThat(Arms.share(state.getExperiment(), Arms.CANDIDATE)).isEqualTo(1);
        assertThat(Experiments.pinOf(state.getExperiment(), Arms.CANDIDATE)).isEmpty();
        assertThat(Serving.candidate(moves("c1", "c2").offered(state))).isEqualTo("c2");
    }

    @Test
    void configurationThatDidNotChangeLeavesWhatACommandAskedFor() {
        ExperimentRules rules = rules(Mode.DIRECT, OptionalDouble.of(0.9));
        ExperimentState state = Moves.begun("default", rules, NOW);
        ExperimentState split = moves().commanded(state, Experiments.split(state.getExperiment(), 0.3));

        assertThat(moves().configured(split, rules)).isEqualTo(split);
        ExperimentState changed = moves().configured(split, rules(Mode.DIRECT, OptionalDouble.of(0.5)));
        assertThat(Arms.share(changed.getExperiment(), Arms.CANDIDATE)).isEqualTo(0.5);
        assertThat(changed.getExperiment().getEpoch())
                .isEqualTo(split.getExperiment().getEpoch() + 1);
    }

    @Test
    void anotherModeBeginsAnotherComparison() {
        ExperimentState direct =
                moves("c1", "c2").offered(Moves.begun("default", rules(Mode.DIRECT, OptionalDouble.empty()), NOW));
        ExperimentState tried = moves("c1", "c2").configured(direct, rules(Mode.EXPERIMENT, OptionalDouble.empty()));

        assertThat(Experiments.pinOf(tried.getExperiment(), Arms.CANDIDATE)).contains("c2");
        assertThat(Arms.share(tried.getExperiment(), Arms.CANDIDATE)).isEqualTo(0.5);
        ExperimentState back = moves("c1", "c2").configured(tried, rules(Mode.DIRECT, OptionalDouble.empty()));
        assertThat(Experiments.pinOf(back.getExperiment(), Arms.CANDIDATE)).isEmpty();
    }

    @Test
    void anUndecidedCandidateGivesWayOnlyToANewerOne() {
        ExperimentState state = Moves.begun("default", rules(Mode.EXPERIMENT, OptionalDouble.empty()), NOW);
        ExperimentState tried = moves("c1").offered(state);
        assertThat(Serving.candidate(tried)).isEqualTo("c1");

        assertThat(moves("c1").replaced(tried)).isEqualTo(tried);
        ExperimentState next = moves("c1", "c2").replaced(tried);
        assertThat(Serving.candidate(next)).isEqualTo("c2");
        assertThat(next.getExperiment().getEpoch()).isEqualTo(2);
    }

    /** The learner commits the weights that it goes back to under a new id. */
    @Test
    void weightsThatTheControlHasAlreadyAreNoCandidate() {
        ExperimentState state = Moves.begun("default", rules(Mode.EXPERIMENT, OptionalDouble.empty()), NOW);
        Checkpoint again = Checkpoint.newBuilder(checkpoint("c3"))
                .setRolledBackTo(Arms.BASE)
                .build();
        CheckpointHistory history = CheckpointHistory.of(List.of(again));
        assertThat(new Moves(history, NOW).offered(state).getExperiment()).isEqualTo(state.getExperiment());

        Checkpoint learned =
                Checkpoint.newBuilder(checkpoint("c4")).setParentId("c3").build();
        history.add("c4", learned);
        assertThat(Serving.candidate(new Moves(history, NOW).offered(state))).isEqualTo("c4");
    }

    private static Moves moves(String... ids) {
        return new Moves(
                CheckpointHistory.of(
                        List.of(ids).stream().map(MovesTest::checkpoint).toList()),
                NOW);
    }

    private static Checkpoint checkpoint(String id) {
        return Checkpoint.newBuilder()
                .setCheckpointId(id)
                .setBaseDigest("base")
                .setUri("file:" + id)
                .setFileDigests(Map.of())
                .setStep(1)
                .setConsumedOffset(1)
                .setMetrics(Map.of())
                .setGate(new GateVerdict(Verdict.PASSED, List.of()))
                .setProbes(List.of())
                .setCreatedAt(NOW)
                .build();
    }

    private static ExperimentRules rules(Mode mode, OptionalDouble share) {
        ExperimentRules r = ExperimentRules.standard();
        return new ExperimentRules(
                mode,
                share,
                r.guard(),
                r.promote(),
                r.alpha(),
                r.margins(),
                r.leastUsers(),
                r.leastExposures(),
                r.mostExposures(),
                r.usingHistory(),
                r.mismatchAlpha(),
                r.firewall(),
                r.reportEvery(),
                r.memory());
    }
}
