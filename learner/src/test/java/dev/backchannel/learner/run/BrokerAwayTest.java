package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Learners;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerAwayTest extends Harness {
    @Test
    void theLearnerWaitsForTheBrokerAndGoesOn(@TempDir Path store) {
        Topics topics = cluster.topics();
        try (LearnerRole learner = learners.start(topics, store, Settings.byTime(model))) {
            IntStream.range(0, 4).forEach(i -> cluster.send(topics, Preferences.mixed(i)));
            learners.awaitCheckpoints(topics, 2);
            cluster.restart();
            IntStream.range(4, 8).forEach(i -> cluster.send(topics, Preferences.mixed(i)));
            await().atMost(Learners.PATIENCE).until(() -> {
                var all = cluster.read(topics.checkpoints);
                return all.get(all.size() - 1).getConsumedOffset() == 8;
            });
            assertThat(cluster.read(topics.checkpoints))
                    .extracting(Checkpoint::getStep)
                    .doesNotHaveDuplicates()
                    .startsWith(0L, 1L, 2L);
            await().atMost(Learners.PATIENCE).until(learner::ready);
        }
    }
}
