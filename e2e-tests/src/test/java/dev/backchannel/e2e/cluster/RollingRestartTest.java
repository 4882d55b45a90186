package dev.backchannel.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.standalone.chaos.Findings;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every process is stopped and started again, one after the other; users notice nothing. */
@Tag("fault")
class RollingRestartTest {
    @Test
    void oneAfterTheOtherUnderLoad(@TempDir Path folder) {
        try (WholeCluster cluster = new WholeCluster(folder)) {
            cluster.awaitCheckpoints(2);
            cluster.roll(Release.current());
            cluster.awaitCheckpoints(1);
            assertNobodyNoticed(cluster);
        }
    }

    /** {@code -Dbackchannel.previous=DIR} says which release it comes from and goes back to. */
    @Test
    void upFromAnotherReleaseAndBackUnderLoad(@TempDir Path folder) {
        Release previous = Release.previous();
        try (WholeCluster cluster = new WholeCluster(folder, previous)) {
            cluster.awaitCheckpoints(2);
            cluster.roll(Release.current());
            cluster.awaitCheckpoints(2);
            cluster.roll(previous);
            cluster.awaitCheckpoints(2);
            assertNobodyNoticed(cluster);
        }
    }

    private static void assertNobodyNoticed(WholeCluster cluster) {
        Findings findings = cluster.assertNothingIsLost();
        System.out.println(findings.acknowledged() + " events acknowledged, " + findings.steps() + " steps, "
                + findings.ledger().byOutcome());
        assertThat(cluster.traffic.unanswered()).isZero();
    }
}
