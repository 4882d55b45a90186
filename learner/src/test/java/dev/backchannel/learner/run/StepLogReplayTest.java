package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.LearnerStoppedException;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Learners;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log alone is enough to learn the same bytes again, whatever cut its steps. */
class StepLogReplayTest extends Harness {
    private static final int PREFERENCES = 30;

    /** Steps cut by time, whenever something came in; some records held back; two learners, one after the other. */
    @Test
    void stepsThatWereCutByTimeAreReproducedToTheByte(@TempDir Path store, @TempDir Path folder) {
        Topics topics = cluster.topics();
        LearnerConfig config = Settings.byTime(model).withHeldBackShare(0.2);
        learn(topics, store, config, 0, 1, 3, 4);
        learn(topics, store, config, 9, 13, 14, PREFERENCES);
        List<Checkpoint> committed = cluster.checkpoints(topics);
        List<LearnerStep> steps = cluster.read(topics.learnerSteps);
        assertThat(steps).extracting(LearnerStep::getCause).contains("time");
        assertThat(steps).anySatisfy(step -> assertThat(step.getReplayed()).isNotEmpty());
        Checkpoint newest = committed.get(committed.size() - 1);

        List<Long> heard = new ArrayList<>();
        try (PolicyModel fresh = anew(folder);
                StepLogReplay replay = new StepLogReplay(config, topics, cluster.servers(), fresh, Optional.empty())) {
            ReplayReport report = replay.replay(Optional.empty(), heard::add);
            assertThat(report)
                    .isEqualTo(new ReplayReport(
                            newest.getCheckpointId(), newest.getStep(), committed.size(), 0, Optional.empty()));
            assertThat(heard).hasSameSizeAs(committed).last().isEqualTo(newest.getStep());

            Checkpoint middle = committed.get(2);
            assertThat(replay.replay(Optional.of(middle.getCheckpointId()), step -> {})
                            .steps())
                    .isEqualTo(3);
            assertThatThrownBy(() -> replay.replay(Optional.of("nobody"), step -> {}))
                    .isInstanceOf(LearnerStoppedException.class)
                    .hasMessageContaining("nobody");
        }
    }

    @Test
    void otherSettingsOrAnotherSeedAreToldByTheFirstStepThatDiffers(@TempDir Path store) {
        Topics topics = cluster.topics();
        LearnerConfig config = Settings.byCount(model);
        learn(topics, store, config, 0, 8);
        try (StepLogReplay replay =
                new StepLogReplay(config.withLearningRate(4e-3), topics, cluster.servers(), model, Optional.empty())) {
            ReplayReport report = replay.replay(Optional.empty(), step -> {});
            assertThat(report.equal()).isFalse();
            assertThat(report.difference().orElseThrow().step()).isEqualTo(1);
        }
        try (StepLogReplay replay =
                new StepLogReplay(config.withSeed(5), topics, cluster.servers(), model, Optional.empty())) {
            assertThat(replay.replay(Optional.empty(), step -> {})
                            .difference()
                            .orElseThrow()
                            .step())
                    .isZero();
        }
    }

    /** A gate that refuses everything makes steps that all start from the first checkpoint. */
    @Test
    void refusedStepsAreFollowedAsTheLogSays(@TempDir Path store) {
        Topics topics = cluster.topics();
        IntStream.range(0, 8).forEach(i -> cluster.send(topics, Preferences.pair(i)));
        LearnerConfig absurd = Settings.byCount(model).withLearningRate(1e39);
        try (LearnerRole learner = learners.start(topics, store, absurd)) {
            assertThat(learners.awaitCheckpoints(topics, 3))
                    .extracting(c -> c.getGate().getVerdict())
                    .contains(Verdict.REFUSED);
            assertThat(learner.failure()).isEmpty();
        }
        Checkpoint refused = cluster.checkpoints(topics).get(2);
        try (StepLogReplay replay = new StepLogReplay(absurd, topics, cluster.servers(), model, Optional.empty())) {
            assertThat(replay.replay(Optional.of(refused.getCheckpointId()), step -> {}))
                    .isEqualTo(new ReplayReport(refused.getCheckpointId(), 2, 3, 0, Optional.empty()));
        }
    }

    /** Sends preferences up to each of the counts, waiting each time until the learner has been through them. */
    private void learn(Topics topics, Path store, LearnerConfig config, int from, int... counts) {
        try (LearnerRole learner = learners.start(topics, store, config)) {
            int sent = from;
            for (int count : counts) {
                IntStream.range(sent, count).forEach(i -> cluster.send(topics, Preferences.mixed(i)));
                sent = count;
                await().atMost(Learners.PATIENCE).until(() -> isThrough(topics));
            }
            assertThat(learner.failure()).isEmpty();
        }
    }

    private boolean isThrough(Topics topics) {
        long sent = cluster.read(topics.preferences).size();
        long taught = cluster.read(topics.learnerSteps).stream()
                .mapToLong(s -> s.getPreferenceIds().size() - s.getReplayed().size())
                .sum();
        long committed = cluster.checkpoints(topics).size() - 1;
        return taught + cluster.read(topics.dispositions).size() >= sent
                && committed == cluster.read(topics.learnerSteps).size();
    }

    /** The same base, loaded again from its folder. */
    private PolicyModel anew(Path folder) {
        return dev.backchannel.testing.TinyBase.load(folder.resolve("model"), 1);
    }
}
