package dev.backchannel.learner.run;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.DeadLetter;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.loss.LossSettings;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Hostile;
import dev.backchannel.learner.testing.HostileTable;
import dev.backchannel.learner.testing.Learners;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever somebody manages to write to preferences, the learner goes on, and each record has one end with a reason. */
class HostilePreferencesTest extends Harness {
    @Test
    void noneStopsTheLearnerAndEachHasOneEnd(@TempDir Path store) {
        Topics topics = cluster.topics();
        LossSettings withHindsight = LossSettings.defaults().withFollowUps("sdpo");
        List<Hostile> table = HostileTable.of(topics, model);
        assertThat(table).hasSizeGreaterThanOrEqualTo(30);
        List<Long> offsets = new ArrayList<>();
        for (Hostile hostile : table) {
            offsets.add(cluster.send(topics.preferences, hostile.key(), hostile.value()));
        }
        cluster.sendAndAbort(topics, Preferences.pair(900));
        try (LearnerRole learner =
                learners.start(topics, store, Settings.byTime(model).withLoss(withHindsight))) {
            long end = offsets.get(table.size() - 1) + 1;
            await().atMost(Learners.PATIENCE).until(() -> cluster.accountedTo(topics) >= end);
            long good = cluster.send(topics, Preferences.pair(0));
            await().atMost(Learners.PATIENCE).until(() -> cluster.accountedTo(topics) > good);
            assertThat(learner.failure()).isEmpty();
        }
        List<Disposition> dispositions = cluster.read(topics.dispositions);
        List<DeadLetter> letters = cluster.read(topics.deadLetters);
        List<String> taught = taught(topics);
        SoftAssertions.assertSoftly(softly -> {
            for (int i = 0; i < table.size(); i++) {
                Hostile hostile = table.get(i);
                long offset = offsets.get(i);
                List<String> ends = new ArrayList<>();
                letters.stream()
                        .filter(letter -> letter.getOriginOffset() == offset)
                        .forEach(letter -> ends.add("letter: " + letter.getReason()));
                dispositions.stream()
                        .filter(d -> d.getEventId().equals(hostile.evidence()))
                        .forEach(d -> ends.add(d.getOutcome() + ": " + d.getReason()));
                taught.stream().filter(hostile.preferenceId()::equals).forEach(id -> ends.add("taught"));
                softly.assertThat(ends)
                        .as(hostile.name())
                        .singleElement(as(InstanceOfAssertFactories.STRING))
                        .contains(hostile.end())
                        .hasSizeLessThan(1_300);
            }
        });
        assertThat(taught).contains("p0").doesNotContain("p900");
    }

    /** By committed steps, for the first time. */
    private List<String> taught(Topics topics) {
        List<Long> committed =
                cluster.checkpoints(topics).stream().map(c -> c.getStep()).toList();
        return cluster.read(topics.learnerSteps).stream()
                .filter(step -> committed.contains(step.getStep()))
                .flatMap(HostilePreferencesTest::fresh)
                .toList();
    }

    private static Stream<String> fresh(LearnerStep step) {
        return step.getPreferenceIds().stream().filter(id -> !step.getReplayed().contains(id));
    }
}
