package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.gate.AlarmSettings;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlarmsTest extends Harness {
    private static final Alarms ALARMS = new Alarms(new AlarmSettings(3, 1e-6, 0.2));

    @Test
    void chosenAnswersThatFadeWhileMarginsRiseAreToldOnce() {
        Map<String, Double> metrics = Map.of();
        List<String> told = new ArrayList<>();
        for (int step = 0; step < 30; step++) {
            Alarms.Watch watch =
                    ALARMS.look(metrics, Map.of("probe.movement", 1.0, "chosen.log.ratio", -0.5, "margin", 2.0), true);
            metrics = watch.figures();
            watch.alarms().forEach(alarm -> told.add(alarm.name()));
        }
        assertThat(told).containsExactly(Alarms.DISPLACEMENT);
        assertThat(ALARMS.look(Map.of(), Map.of("chosen.log.ratio", 5.0, "margin", 2.0), true)
                        .alarms())
                .isEmpty();
    }

    /** The count goes on where the last leader left it. */
    @Test
    void aLearnerThatMovesNothingSaysSo(@TempDir Path store) {
        Topics topics = cluster.topics();
        LearnerConfig config = Settings.byCount(model).withLearningRate(1e-20);
        config = config.withGate(config.gate().withAlarms(new AlarmSettings(3, 1e-6, 0.2)));
        IntStream.range(0, 8).forEach(i -> cluster.send(topics, Preferences.pair(i)));
        try (LearnerRole learner = learners.start(topics, store, config)) {
            assertThat(learners.awaitCheckpoints(topics, 3)).hasSize(3);
            assertThat(learner.failure()).isEmpty();
        }
        assertThat(alerts(topics)).doesNotContain(Alarms.DEAD);
        IntStream.range(8, 12).forEach(i -> cluster.send(topics, Preferences.pair(i)));
        try (LearnerRole learner = learners.start(topics, store, config)) {
            Checkpoint last = learners.awaitCheckpoints(topics, 4).get(3);
            assertThat(last.getMetrics().get("still.steps")).isEqualTo(3);
            assertThat(learner.failure()).isEmpty();
        }
        assertThat(alerts(topics)).containsOnlyOnce(Alarms.DEAD);
    }

    private List<String> alerts(Topics topics) {
        return cluster.read(topics.operatorEvents).stream()
                .map(OperatorEvent::getName)
                .toList();
    }
}
