package dev.backchannel.e2e.cluster;

import dev.backchannel.kafka.cluster.BrokerProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The brokers under the system go, one by one and all at once; what was acknowledged stays. */
@Tag("fault")
class BrokersAwayTest {
    private static final int TIMES = 5;

    @Test
    void leadersAndControllersComeAndGo(@TempDir Path folder) {
        try (WholeCluster cluster = new WholeCluster(folder)) {
            cluster.awaitCheckpoints(2);
            for (int time = 0; time < TIMES; time++) {
                bounce(cluster, cluster.kafka.leader(cluster.topics.preferences.name(), 0), time % 2 == 0);
                bounce(cluster, cluster.kafka.controller(), time % 2 == 1);
                cluster.awaitCheckpoints(1);
            }
            cluster.assertNothingIsLost();
        }
    }

    private static void bounce(WholeCluster cluster, BrokerProcess broker, boolean killed) {
        if (killed) {
            broker.kill();
        } else {
            broker.stop();
        }
        cluster.kafka.restart(broker);
        cluster.kafka.awaitWhole();
    }

    @Test
    void allBrokersAreKilledAndComeBack(@TempDir Path folder) {
        try (WholeCluster cluster = new WholeCluster(folder)) {
            cluster.awaitCheckpoints(2);
            cluster.kafka.killAllAndStart();
            cluster.awaitCheckpoints(2);
            cluster.assertNothingIsLost();
        }
    }
}
