package dev.backchannel.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.standalone.chaos.RoleProcess;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every process is stopped and started again, one after the other, as an upgrade does it; users notice nothing. */
@Tag("fault")
class RollingRestartTest {
    @Test
    void oneAfterTheOtherUnderLoad(@TempDir Path folder) {
        try (WholeCluster cluster = new WholeCluster(folder)) {
            cluster.awaitCheckpoints(2);
            for (RoleProcess role : cluster.fleet.all()) {
                assertThat(role.stop()).as(role.output()).isZero();
                role.start();
                await().atMost(Duration.ofSeconds(60)).until(role::isReady);
            }
            cluster.awaitCheckpoints(1);
            cluster.assertNothingIsLost();
            assertThat(cluster.traffic.unanswered()).isZero();
        }
    }
}
