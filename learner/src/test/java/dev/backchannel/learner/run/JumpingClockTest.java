package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.LearnerStep;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.log.Announcer;
import dev.backchannel.learner.log.PreferenceSource;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JumpingClockTest extends Harness {
    private static final int RECORDS = 3;

    /** Between any two looks at the clock most of the longest wait goes by, as on a machine that stalls. */
    @Test
    void whatFallsDueBetweenTwoLooksAtTheClockStillTeaches(@TempDir Path store) throws InterruptedException {
        Topics topics = cluster.topics();
        LearnerConfig config = Settings.byTime(model);
        Duration jump = config.batch().longestWait().multipliedBy(3).dividedBy(4);
        AtomicLong now = new AtomicLong();
        LongSupplier nanos = () -> now.addAndGet(jump.toNanos());
        LearnerFigures figures = new LearnerFigures(new SimpleMeterRegistry());
        Clock clock = Clock.systemUTC();
        try (Announcer announcer = new Announcer(topics, cluster.servers(), "jumping", clock)) {
            LearnerLoop loop = new LearnerLoop(
                    () -> new PreferenceSource(topics, cluster.servers(), config.membership()),
                    () -> new Leadership(
                            config,
                            topics,
                            cluster.servers(),
                            model,
                            new FolderStore(store),
                            announcer,
                            figures,
                            clock,
                            nanos),
                    announcer,
                    figures::committedSteps);
            Thread thread = new Thread(loop, "learner");
            thread.start();
            try {
                for (int i = 0; i < RECORDS; i++) {
                    cluster.send(topics, Preferences.pair(i));
                    learners.awaitCheckpoints(topics, i + 2);
                }
            } finally {
                loop.stop();
                thread.join();
            }
        }
        assertThat(cluster.read(topics.learnerSteps))
                .flatExtracting(LearnerStep::getPreferenceIds)
                .contains("p0", "p1", "p2");
        assertThat(cluster.read(topics.dispositions)).isEmpty();
    }
}
