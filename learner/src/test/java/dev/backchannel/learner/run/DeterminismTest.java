package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OffsetRange;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.log.LearnerGroup;
import dev.backchannel.learner.log.LearnerTransactions;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Learners;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Same preferences, same steps, same base: the same bytes, whatever happens on the way. */
class DeterminismTest extends Harness {
    private static final int PREFERENCES = 40;
    private static final int CHECKPOINTS = 1 + PREFERENCES / 4;

    @Test
    void aRunThatIsFencedAndStoppedAllTheTimeEndsLikeOneThatIsNot(@TempDir Path quietStore, @TempDir Path roughStore)
            throws IOException {
        Topics quiet = cluster.topics();
        cluster.send(quiet, preferences());
        List<Checkpoint> undisturbed;
        try (LearnerRole learner = learners.start(quiet, quietStore, Settings.byCount(model))) {
            undisturbed = learners.awaitCheckpoints(quiet, CHECKPOINTS);
            assertThat(learner.ready()).isTrue();
        }

        Topics rough = cluster.topics();
        cluster.send(rough, preferences());
        Random random = new Random(5);
        int disturbed = 0;
        while (cluster.read(rough.checkpoints).size() < CHECKPOINTS) {
            try (LearnerRole learner = learners.start(rough, roughStore, Settings.byCount(model))) {
                int before = cluster.read(rough.checkpoints).size();
                await().atMost(Learners.PATIENCE)
                        .until(() -> cluster.read(rough.checkpoints).size()
                                >= Math.min(CHECKPOINTS, before + 1 + random.nextInt(2)));
                // A rival takes the pen in the middle of a step; the step's own commit must fail.
                try (LearnerTransactions rival = new LearnerTransactions(
                        rough, cluster.servers(), Settings.byCount(model).membership())) {
                    rival.takeOver();
                    disturbed++;
                }
            }
        }
        List<Checkpoint> resumed = cluster.read(rough.checkpoints);
        assertThat(disturbed).isGreaterThan(2);
        assertThat(Learners.ids(resumed)).isEqualTo(Learners.ids(undisturbed));
        assertThat(files(roughStore, resumed)).isEqualTo(files(quietStore, undisturbed));
        assertThat(onceEach(cluster.read(rough.learnerSteps), resumed)).hasSize(PREFERENCES);
    }

    @Test
    void anAnnouncedStepIsTakenAsAnnounced(@TempDir Path store) {
        Topics topics = cluster.topics();
        try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model))) {
            learners.awaitCheckpoints(topics, 1);
            assertThat(learner.failure()).isEmpty();
        }
        String first = cluster.read(topics.checkpoints).get(0).getCheckpointId();
        LearnerStep announced = LearnerStep.newBuilder()
                .setPolicy("default")
                .setStep(1L)
                .setParent(first)
                .setRanges(List.of(new OffsetRange(0, 0L, 3L)))
                .setPreferenceIds(List.of("p2", "p0"))
                .setSeed(99L)
                .setCause("time")
                .build();
        cluster.send(
                topics.learnerSteps,
                "default",
                topics.learnerSteps.valueSerde().serializer().serialize(topics.learnerSteps.name(), announced));
        cluster.send(topics, preferences());
        try (LearnerRole learner = learners.start(topics, store, Settings.byCount(model))) {
            List<Checkpoint> checkpoints = learners.awaitCheckpoints(topics, 3);
            assertThat(checkpoints.get(1).getConsumedOffset()).isEqualTo(3);
            assertThat(checkpoints.get(1).getMetrics().get("fresh")).isEqualTo(2);
            assertThat(checkpoints.get(2).getConsumedOffset()).isEqualTo(7);
            assertThat(cluster.read(topics.learnerSteps).get(1).getPreferenceIds())
                    .startsWith("p3", "p4", "p5", "p6");
            assertThat(learner.failure()).isEmpty();
        }
    }

    @Test
    void aSpareTakesOverAndGoesOn(@TempDir Path store) {
        Topics topics = cluster.topics();
        assertThat(LearnerGroup.of(topics)).endsWith("backchannel-learner");
        try (LearnerRole spare = spare(topics, store)) {
            learners.awaitCheckpoints(topics, 2);
            cluster.send(topics, preferences().subList(8, 16));
            List<Checkpoint> checkpoints = learners.awaitCheckpoints(topics, 5);
            assertThat(spare.state()).isEqualTo(LearnerLoop.State.LEADING);
            assertThat(checkpoints).extracting(Checkpoint::getStep).containsExactly(0L, 1L, 2L, 3L, 4L);
        }
    }

    /** A second learner, whose first has led for two steps and left. */
    private LearnerRole spare(Topics topics, Path store) {
        try (LearnerRole leader = learners.start(topics, store, Settings.byCount(model))) {
            await().atMost(Learners.PATIENCE).until(() -> leader.state() == LearnerLoop.State.LEADING);
            LearnerRole spare = learners.start(topics, store, Settings.byCount(model));
            await().atMost(Learners.PATIENCE).until(() -> spare.state() == LearnerLoop.State.STANDING_BY);
            cluster.send(topics, preferences().subList(0, 8));
            learners.awaitCheckpoints(topics, 3);
            assertThat(leader.state()).isEqualTo(LearnerLoop.State.LEADING);
            return spare;
        }
    }

    private static List<dev.backchannel.avro.Preference> preferences() {
        return IntStream.range(0, PREFERENCES).mapToObj(Preferences::mixed).toList();
    }

    /** Every preference that a committed step used for the first time; fails if one did so twice. */
    private static Set<String> onceEach(List<LearnerStep> steps, List<Checkpoint> checkpoints) {
        Set<Long> committed = checkpoints.stream().map(Checkpoint::getStep).collect(Collectors.toSet());
        Set<String> taught = new HashSet<>();
        for (LearnerStep step : steps) {
            if (committed.contains(step.getStep())) {
                step.getPreferenceIds().stream()
                        .filter(id -> !step.getReplayed().contains(id))
                        .forEach(id -> assertThat(taught.add(id)).as(id).isTrue());
            }
        }
        return taught;
    }

    private static List<String> files(Path store, List<Checkpoint> checkpoints) throws IOException {
        StringBuilder all = new StringBuilder();
        for (Checkpoint checkpoint : checkpoints) {
            try (var files = Files.list(store.resolve(checkpoint.getUri()))) {
                for (Path file : files.sorted().toList()) {
                    all.append(file.getFileName())
                            .append(' ')
                            .append(java.util.Arrays.hashCode(Files.readAllBytes(file)))
                            .append('\n');
                }
            }
        }
        return all.toString().lines().toList();
    }
}
