package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Preference;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.influence.InfluenceSettings;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One user who floods the system moves the weights no further than one user may. */
class InfluenceTest extends Harness {
    private static final int ALLOWED = 4;
    private static final int FLOOD = 12;

    @Test
    void aFloodMovesTheWeightsAsFarAsItsAllowance(
            @TempDir Path modestStore, @TempDir Path cappedStore, @TempDir Path openStore) {
        List<Checkpoint> modest = learn(cluster.topics(), modestStore, stream(ALLOWED), 1_000, 8);
        Topics flooded = cluster.topics();
        // In two terms: what a leader has let through is remembered by the next.
        List<Preference> stream = stream(FLOOD);
        learn(flooded, cappedStore, stream.subList(0, 6), ALLOWED, 4);
        List<Checkpoint> capped = learn(flooded, cappedStore, stream.subList(6, stream.size()), ALLOWED, 8);
        List<Checkpoint> open = learn(cluster.topics(), openStore, stream, 1_000, 16);

        assertThat(moved(capped)).isCloseTo(moved(modest), within(1e-9));
        assertThat(moved(open)).isGreaterThan(1.2 * moved(modest));
        List<Disposition> ends = cluster.read(flooded.dispositions);
        assertThat(ends).hasSize(FLOOD - ALLOWED);
        assertThat(ends).extracting(Disposition::getOutcome).containsOnly(Outcome.CAPPED);
        assertThat(ends).extracting(Disposition::getUserId).containsOnly("flooder");
    }

    /** First the flood, then four of other users. */
    private static List<Preference> stream(int flood) {
        List<Preference> stream = new ArrayList<>();
        for (int i = 0; i < flood; i++) {
            stream.add(Preference.newBuilder(Preferences.pair(i))
                    .setUserId("flooder")
                    .build());
        }
        for (int i = 0; i < 4; i++) {
            stream.add(Preferences.pair(100 + i));
        }
        return stream;
    }

    private List<Checkpoint> learn(
            Topics topics, Path store, List<Preference> preferences, double largestWeight, int taught) {
        LearnerConfig config = Settings.byCount(model);
        config = config.withBatch(
                config.batch().withInfluence(InfluenceSettings.perUser(Duration.ofHours(1), largestWeight)));
        cluster.send(topics, preferences);
        try (LearnerRole learner = learners.start(topics, store, config)) {
            List<Checkpoint> checkpoints = learners.awaitCheckpoints(topics, 1 + taught / 4);
            assertThat(learner.failure()).isEmpty();
            return checkpoints;
        }
    }

    private static double moved(List<Checkpoint> checkpoints) {
        return checkpoints.get(checkpoints.size() - 1).getMetrics().get("delta.norm");
    }
}
