package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Control;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OffsetRange;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Preference;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Learners;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.topics.Targets;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What operators want of the learner, it does between two steps; the log says so, and nothing is lost. */
class QuarantineTest extends Harness {
    private static final String MALLORY = Targets.user("default", "mallory");

    /**
     * Some of mallory's wait when the quarantine comes, and some come while it holds; in between learners change, so that
     * the next one reads again what was accounted for. Another tenant's mallory teaches on.
     */
    @Test
    void whoIsQuarantinedTeachesNothingMoreUntilReleased(@TempDir Path store) {
        Topics topics = cluster.topics();
        LearnerConfig config = Settings.byCount(model);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (LearnerRole learner = learners.start(topics, new FolderStore(store), config, meters)) {
            cluster.send(topics, List.of(by("mallory", 0), namesake(1), by("mallory", 2), namesake(3)));
            learners.awaitCheckpoints(topics, 2);
            cluster.send(topics, List.of(by("mallory", 4), namesake(5), by("mallory", 6)));
            await().atMost(Learners.PATIENCE).until(() -> learner.waiting() == 3);
            control(topics, MALLORY, false, true);
            await().atMost(Learners.PATIENCE)
                    .until(() -> meters.get("backchannel.learner.quarantined")
                                    .gauge()
                                    .value()
                            == 1);
            cluster.send(topics, List.of(namesake(7), by("mallory", 8)));
            await().atMost(Learners.PATIENCE).until(() -> learner.waiting() == 5);
        }
        LearnerConfig byTime = Settings.byTime(model);
        try (LearnerRole learner = learners.start(topics, store, byTime)) {
            learners.awaitCheckpoints(topics, 3);
            cluster.send(topics, List.of(by("mallory", 9)));
            await().atMost(Learners.PATIENCE).until(() -> ends(topics).size() == 4);
        }
        control(topics, MALLORY, false, false);
        try (LearnerRole learner = learners.start(topics, store, byTime)) {
            cluster.send(topics, List.of(by("mallory", 10), namesake(11)));
            await().atMost(Learners.PATIENCE).until(() -> taught(topics).containsAll(List.of("p10", "p11")));
            await().atMost(Learners.PATIENCE).until(learner::caughtUp);
            assertThat(learner.failure()).isEmpty();
        }
        assertThat(taught(topics)).containsExactlyInAnyOrder("p0", "p1", "p2", "p3", "p5", "p7", "p10", "p11");
        assertThat(ends(topics)).extracting(Disposition::getEventId).containsExactlyInAnyOrder("e4", "e6", "e8", "e9");
        assertThat(ends(topics)).extracting(Disposition::getOutcome).containsOnly(Outcome.CAPPED);
        assertThat(ends(topics)).extracting(Disposition::getReason).containsOnly("quarantined: by the command k");
        try (StepLogReplay replay = new StepLogReplay(byTime, topics, cluster.servers(), model, Optional.empty())) {
            ReplayReport report = replay.replay(Optional.empty(), step -> {});
            assertThat(report.equal()).as("%s", report).isTrue();
        }
    }

    /** An announced step is taken as announced; what it was announced without, has its end all the same. */
    @Test
    void whatWasAnnouncedIsObeyed(@TempDir Path store) {
        Topics topics = cluster.topics();
        LearnerConfig config = Settings.byCount(model);
        String first;
        try (LearnerRole learner = learners.start(topics, store, config)) {
            first = learners.awaitCheckpoints(topics, 1).get(0).getCheckpointId();
        }
        cluster.send(topics, List.of(by("mallory", 0), by("ann", 1), by("eve", 2)));
        LearnerStep announced = LearnerStep.newBuilder()
                .setPolicy(topics.settings().policy())
                .setStep(1)
                .setParent(first)
                .setRanges(List.of(new OffsetRange(0, 0L, 3L)))
                .setPreferenceIds(List.of("p0", "p1"))
                .setSeed(config.seed())
                .setCause("time")
                .build();
        cluster.send(topics.learnerSteps, topics.settings().policy(), bytes(topics, announced));
        control(topics, MALLORY, false, true);
        try (LearnerRole learner = learners.start(topics, store, config)) {
            learners.awaitCheckpoints(topics, 2);
            assertThat(learner.failure()).isEmpty();
        }
        assertThat(taught(topics)).containsExactly("p0", "p1");
        assertThat(ends(topics)).singleElement().satisfies(end -> {
            assertThat(end.getEventId()).isEqualTo("e2");
            assertThat(end.getReason()).isEqualTo("decided: step 1 was announced without it");
        });
    }

    @Test
    void whilePausedItTakesNoStepsAndLosesNothing(@TempDir Path store) {
        Topics topics = cluster.topics();
        control(topics, Targets.learner(topics.settings().policy()), true, false);
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (LearnerRole learner = learners.start(topics, new FolderStore(store), Settings.byTime(model), meters)) {
            cluster.send(
                    topics, IntStream.range(0, 10).mapToObj(Preferences::pair).toList());
            await().atMost(Learners.PATIENCE).until(() -> learner.waiting() == 10);
            assertThat(meters.get("backchannel.learner.paused").gauge().value()).isEqualTo(1);
            await().atMost(Learners.PATIENCE).until(() -> cluster.read(topics.status).stream()
                    .anyMatch(s -> s.getFigures().getOrDefault("paused", 0.0) == 1
                            && s.getFigures().getOrDefault("waiting", 0.0) == 10));
            assertThat(learner.ready()).as("it leads all the same").isTrue();
            assertThat(cluster.read(topics.learnerSteps)).isEmpty();
            assertThat(cluster.accountedTo(topics)).isZero();

            control(topics, Targets.learner(topics.settings().policy()), false, false);
            await().atMost(Learners.PATIENCE).until(() -> taught(topics).size() == 10);
            await().atMost(Learners.PATIENCE).until(() -> cluster.accountedTo(topics) == 10);
            assertThat(meters.get("backchannel.learner.paused").gauge().value()).isZero();
        }
    }

    private void control(Topics topics, String target, boolean paused, boolean quarantined) {
        Control control = Control.newBuilder()
                .setTarget(target)
                .setPaused(paused)
                .setQuarantined(quarantined)
                .setCommandId("k")
                .build();
        cluster.send(
                topics.controls,
                target,
                topics.controls.valueSerde().serializer().serialize(topics.controls.name(), control));
    }

    private static byte[] bytes(Topics topics, LearnerStep step) {
        return topics.learnerSteps.valueSerde().serializer().serialize(topics.learnerSteps.name(), step);
    }

    private static Preference by(String user, int i) {
        return Preference.newBuilder(Preferences.pair(i)).setUserId(user).build();
    }

    private static Preference namesake(int i) {
        return Preference.newBuilder(by("mallory", i)).setTenant("bolt").build();
    }

    private List<Disposition> ends(Topics topics) {
        return cluster.read(topics.dispositions);
    }

    private List<String> taught(Topics topics) {
        List<Long> committed =
                cluster.checkpoints(topics).stream().map(c -> c.getStep()).toList();
        return cluster.read(topics.learnerSteps).stream()
                .filter(step -> committed.contains(step.getStep()))
                .flatMap(step -> step.getPreferenceIds().stream()
                        .filter(id -> !step.getReplayed().contains(id)))
                .toList();
    }
}
