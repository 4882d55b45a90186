package dev.backchannel.streams.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Edit;
import dev.backchannel.avro.Interaction;
import dev.backchannel.avro.Turn;
import dev.backchannel.streams.BackchannelTopology;
import dev.backchannel.streams.StreamsConfig;
import dev.backchannel.streams.TopologyHarness;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Weeks of traffic, as the topology's own clock sees them: what state holds is what a week's memory holds, and no more. */
class StateBoundTest {
    private static final int DAYS = 28;
    private static final int TURNS_A_DAY = 1_100;
    /**
     * A turn is remembered for a week and a little longer; twice as many entries are what sweeping may leave, and the day that was
     * added since the last sweep.
     */
    private static final int MOST = (2 * 8 + 1) * TURNS_A_DAY;

    @Test
    void noStoreGrowsPastWhatItsMemoryAllows() {
        Map<String, Integer> largest = new HashMap<>();
        try (TopologyHarness topology = new TopologyHarness(StreamsConfig.fast())) {
            for (int n = 0; n < DAYS * TURNS_A_DAY; n++) {
                topology.send(event("t" + n, "t" + n, n, turn(n)));
                if (n % 10 == 0) {
                    topology.send(event("e" + n, "t" + n, n, new Edit("quite another text")));
                }
                if (n % TURNS_A_DAY == TURNS_A_DAY - 1) {
                    topology.sizes().forEach((store, size) -> largest.merge(store, size, Integer::max));
                    topology.jump(Duration.ofDays(1));
                }
            }
            for (String store : List.of(
                    BackchannelTopology.SEEN_STORE,
                    BackchannelTopology.CONVERSATIONS_STORE,
                    BackchannelTopology.TURNS_STORE,
                    BackchannelTopology.TEXTS_STORE)) {
                assertThat(largest.get(store)).as(store).isBetween(7 * TURNS_A_DAY, MOST * 11 / 10);
            }
            assertThat(topology.preferences()).hasSize(DAYS * TURNS_A_DAY / 10);
        }
    }

    @Test
    void memoryOfAnHourKeepsHours() {
        Duration hour = Duration.ofHours(1);
        try (TopologyHarness topology = new TopologyHarness(StreamsConfig.fast().withMemory(hour, hour))) {
            for (int n = 0; n < 2_000; n++) {
                topology.send(event("t" + n, "t" + n, n, turn(n)));
                if (n % 100 == 99) {
                    topology.jump(hour);
                }
            }
            assertThat(topology.sizes())
                    .extractingByKeys(
                            BackchannelTopology.SEEN_STORE,
                            BackchannelTopology.CONVERSATIONS_STORE,
                            BackchannelTopology.TURNS_STORE,
                            BackchannelTopology.TEXTS_STORE)
                    .allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(2 * 3 * 100));
        }
    }

    private static Turn turn(int n) {
        return TopologyHarness.turnOf("answer " + n, "user: question " + n);
    }

    private static Interaction event(String id, String turnId, int n, Object payload) {
        return Interaction.newBuilder(TopologyHarness.event(id, turnId, payload, Instant.EPOCH, true))
                .setConversationId("c" + n)
                .build();
    }
}
