package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Preference;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.LearnerProcess;
import dev.backchannel.learner.testing.Learners;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.topics.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A learner that is killed again and again, wherever it happens to be, ends like one that was left in peace. */
@Tag("fault")
class KillTest extends Harness {
    private static final int KILLS = 20;
    private static final int PREFERENCES = 400;
    private static final int CHECKPOINTS = 1 + PREFERENCES / 4;
    private static final int MOST_STEPS_OF_A_LIFE = 4;
    private static final Duration BACK_AT_WORK = Duration.ofSeconds(20);

    @Test
    void twentyKillsLeaveNoTrace(@TempDir Path quietStore, @TempDir Path roughStore, @TempDir Path logs)
            throws Exception {
        List<Preference> preferences =
                IntStream.range(0, PREFERENCES).mapToObj(KillTest::ofMany).toList();
        Topics quiet = cluster.topics();
        cluster.send(quiet, preferences);
        Topics rough = cluster.topics();
        cluster.send(rough, preferences);

        Random random = new Random(11);
        int between = 0;
        List<Long> startNanos = new ArrayList<>();
        Set<Integer> reached = new HashSet<>();
        for (int kill = 0; kill < KILLS; kill++) {
            long started = System.nanoTime();
            Process learner = LearnerProcess.start(
                    rough, cluster.servers(), model.folder(), roughStore, logs.resolve("learner.log"));
            try {
                assertThat(LearnerProcess.awaitLeading(learner)).isTrue();
                startNanos.add(System.nanoTime() - started);
                awaitFolders(roughStore, folders(roughStore).size() + random.nextInt(MOST_STEPS_OF_A_LIFE + 1));
                if (kill % 2 == 0) {
                    // Not a wait for something to happen: the point is to strike at any instant of a step.
                    TimeUnit.MICROSECONDS.sleep(random.nextInt(300_000));
                }
            } finally {
                learner.destroyForcibly().waitFor();
            }
            int committed = cluster.checkpoints(rough).size();
            between += folders(roughStore).size() > committed ? 1 : 0;
            reached.add(committed);
        }
        // The median: on a busy machine a JVM alone may now and then take long to start.
        startNanos.sort(null);
        assertThat(Duration.ofNanos(startNanos.get(KILLS / 2))).isLessThan(BACK_AT_WORK);
        assertThat(between)
                .as("kills between a checkpoint's files and its commit")
                .isPositive();
        assertThat(reached).as("steps at which it was killed").hasSizeGreaterThan(KILLS / 2);
        List<Checkpoint> resumed = run(rough, roughStore);
        List<Checkpoint> undisturbed = run(quiet, quietStore);
        assertThat(Learners.ids(resumed)).isEqualTo(Learners.ids(undisturbed));
    }

    /** No other run cuts the same steps, so the log is the witness: a fresh learner makes the same bytes of it. */
    @Test
    void whereStepsAreCutByTimeTheLogReplaysAfterAllKills(@TempDir Path store, @TempDir Path logs) throws Exception {
        Topics topics = cluster.topics();
        Random random = new Random(12);
        int sent = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            Process learner = LearnerProcess.start(
                    topics, cluster.servers(), model.folder(), store, logs.resolve("learner.log"), true);
            try {
                assertThat(LearnerProcess.awaitLeading(learner)).isTrue();
                int before = folders(store).size();
                for (int more = 1 + random.nextInt(3); more > 0; more--) {
                    cluster.send(topics, Preferences.mixed(sent++));
                    TimeUnit.MICROSECONDS.sleep(random.nextInt(300_000));
                }
                if (kill % 3 == 0) {
                    awaitFolders(store, before + 1);
                }
            } finally {
                learner.destroyForcibly().waitFor();
            }
        }
        int accepted = sent;
        var config = Settings.byTime(model);
        try (LearnerRole learner = learners.start(
                topics, store, config.withMembership(config.membership().as("the-one")))) {
            await().atMost(Learners.PATIENCE).until(() -> cluster.accountedTo(topics) >= accepted);
            cluster.send(topics, Preferences.mixed(accepted)); // alone, so that time cuts its step at the latest
            int all = accepted + 1;
            await().atMost(Learners.PATIENCE)
                    .until(() -> cluster.checkpoints(topics).stream().anyMatch(c -> c.getConsumedOffset() >= all));
            assertThat(learner.failure()).isEmpty();
        }
        assertThat(cluster.read(topics.learnerSteps))
                .extracting(LearnerStep::getCause)
                .contains("time");
        assertThat(LearnerProcess.replay(topics, cluster.servers(), model.folder(), logs.resolve("replay.log")))
                .isEqualTo("equal after " + cluster.checkpoints(topics).size() + " steps");
    }

    /** Of so many users that none is capped. */
    private static Preference ofMany(int i) {
        return Preference.newBuilder(Preferences.mixed(i))
                .setUserId("u" + i % 20)
                .build();
    }

    /** Returns when the files of so many steps are there, and the last's record may not be. No pause: it is a matter of ms. */
    private static void awaitFolders(Path store, int enough) throws IOException {
        long deadline = System.nanoTime() + BACK_AT_WORK.toNanos();
        while (folders(store).size() < enough && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    /** Of whole checkpoints. */
    private static Set<String> folders(Path store) throws IOException {
        try (var all = Files.list(store)) {
            return all.map(folder -> folder.getFileName().toString())
                    .filter(name -> name.matches("[0-9a-f]{64}"))
                    .collect(Collectors.toSet());
        }
    }

    private List<Checkpoint> run(Topics topics, Path store) {
        var config = Settings.byCount(model);
        try (LearnerRole learner = learners.start(
                topics, store, config.withMembership(config.membership().as("the-one")))) {
            List<Checkpoint> all = learners.awaitCheckpoints(topics, CHECKPOINTS);
            assertThat(learner.failure()).isEmpty();
            return all;
        }
    }
}
