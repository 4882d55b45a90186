package dev.backchannel.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.standalone.chaos.RoleProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who stands by takes over, and who was given up commits nothing any more. */
@Tag("fault")
class HotSpareTest {
    private static final Duration PROMISED = Duration.ofSeconds(15);
    private static final int KILLS = 5;
    private static final int PAUSES = 2;
    /** Longer than the session (6 s) and than a transaction may stay open (10 s). */
    private static final int PAUSE_SECONDS = 13;

    @Test
    void theSpareTakesOverInTimeAndTheFormerLeaderIsFenced(@TempDir Path folder) throws Exception {
        List<String> lines = new ArrayList<>();
        try (WholeCluster cluster = new WholeCluster(folder)) {
            cluster.awaitCheckpoints(3);
            for (int kill = 0; kill < KILLS; kill++) {
                RoleProcess killed = cluster.leader(null);
                Duration took = takeover(cluster, killed, killed::kill);
                lines.add("| SIGKILL | " + took.toMillis() + " |");
                assertThat(took).isLessThan(PROMISED);
                killed.start();
                await().atMost(Duration.ofSeconds(60)).until(killed::isReady);
            }
            for (int pause = 0; pause < PAUSES; pause++) {
                RoleProcess paused = cluster.leader(null);
                Duration took = takeover(cluster, paused, paused::pause);
                lines.add("| SIGSTOP | " + took.toMillis() + " |");
                assertThat(took).isLessThan(PROMISED);
                TimeUnit.SECONDS.sleep(PAUSE_SECONDS - Math.min(PAUSE_SECONDS, took.toSeconds()));
                paused.resume();
                await().atMost(Duration.ofSeconds(30)).until(() -> paused.isReady() && !paused.leads());
                cluster.awaitCheckpoints(2);
            }
            cluster.assertNothingIsLost();
        } finally {
            Files.write(Path.of("target", "takeover.md"), lines);
        }
    }

    /** From the moment it is gone to the first checkpoint that is committed without it. */
    private static Duration takeover(WholeCluster cluster, RoleProcess leader, Runnable gone) {
        gone.run();
        long begun = System.nanoTime();
        long before = cluster.checkpoints();
        cluster.leader(leader);
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(50))
                .until(() -> cluster.checkpoints() > before);
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
