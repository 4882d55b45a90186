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
    private static final Duration BACK_AT_WORK = Duration.ofSeconds(20);

    @Test
    void twentyKillsLeaveNoTrace(@TempDir Path quietStore, @TempDir Path roughStore, @TempDir Path logs)
            throws Exception {
        List<Preference> preferences =
                IntStream.range(0, PREFERENCES).mapToObj(Preferences::mixed).toList();
        Topics quiet = cluster.topics();
        cluster.send(quiet, preferences);
        Topics rough = cluster.topics();
        cluster.send(rough, preferences);

        Random random = new Random(11);
        int between = 0;
        List<Long> startNanos = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            long started = System.nanoTime();
            Process learner = LearnerProcess.start(
                    rough, cluster.servers(), model.folder(), roughStore, logs.resolve("learner.log"));
            try {
                assertThat(LearnerProcess.awaitLeading(learner)).isTrue();
                startNanos.add(System.nanoTime() - started);
                if (kill % 2 == 0) {
                    // Not a wait for something to happen: the point is to strike at any instant of a step.
                    TimeUnit.MICROSECONDS.sleep(random.nextInt(300_000));
                } else {
                    awaitFolder(roughStore, folders(roughStore));
                }
            } finally {
                learner.destroyForcibly().waitFor();
            }
            between += folders(roughStore).size() > cluster.checkpoints(rough).size() ? 1 : 0;
        }
        // The median: on a busy machine a JVM alone may now and then take long to start.
        startNanos.sort(null);
        assertThat(Duration.ofNanos(startNanos.get(KILLS / 2))).isLessThan(BACK_AT_WORK);
        assertThat(between)
                .as("kills between a checkpoint's files and its commit")
                .isPositive();
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
                Set<String> before = folders(store);
                for (int more = 1 + random.nextInt(3); more > 0; more--) {
                    cluster.send(topics, Preferences.mixed(sent++));
                    TimeUnit.MICROSECONDS.sleep(random.nextInt(300_000));
                }
                if (kill % 3 == 0) {
                    awaitFolder(store, before);
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

    /** Strikes when the files of a step are there, and its record may not be. Polls without a pause: it is a matter of ms. */
    private static void awaitFolder(Path store, Set<String> before) throws IOException {
        long deadline = System.nanoTime() + BACK_AT_WORK.toNanos();
        while (before.containsAll(folders(store)) && System.nanoTime() < deadline) {
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
