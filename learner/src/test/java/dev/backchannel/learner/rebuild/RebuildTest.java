package dev.backchannel.learner.rebuild;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.avro.Answer;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.FinishReason;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Prompt;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.LearnerStoppedException;
import dev.backchannel.learner.run.CleanLineage;
import dev.backchannel.learner.testing.Harness;
import dev.backchannel.learner.testing.Learners;
import dev.backchannel.learner.testing.Preferences;
import dev.backchannel.learner.testing.Settings;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.testing.TinyBase;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another base, or a learner that never met somebody, would have made of the same preferences. */
class RebuildTest extends Harness {
    @Test
    void anotherBaseLearnsWhatItWouldHaveLearnedInTheFirstPlace(
            @TempDir Path folder, @TempDir Path store, @TempDir Path rebuilt, @TempDir Path direct) {
        Topics source = cluster.topics();
        IntStream.range(0, 10).forEach(i -> cluster.send(source, served(i)));
        learn(learners, source, store, 3);
        try (PolicyModel another = TinyBase.loadAnother(folder, 5)) {
            assertThat(another.prompts().content("hello"))
                    .isNotEqualTo(model.prompts().content("hello"));
            Rebuild rebuild = new Rebuild(source, cluster.servers(), another);
            RebuildReport first =
                    rebuild.run(Settings.byTime(another), "new", Set.of(), new FolderStore(rebuilt), steps -> {});
            assertThat(first.copied()).isEqualTo(10);
            assertThat(first.step()).isEqualTo(2);
            assertThat(first.waiting()).isEqualTo(2);
            // On a running system preferences go on arriving; the second run takes what is new, and that alone.
            IntStream.range(10, 20).forEach(i -> cluster.send(source, served(i)));
            RebuildReport second =
                    rebuild.run(Settings.byTime(another), "new", Set.of(), new FolderStore(rebuilt), steps -> {});
            assertThat(second.copied()).isEqualTo(10);
            assertThat(second.baseDigest()).isEqualTo(another.baseDigest());

            Topics told = cluster.topics();
            IntStream.range(0, 20).forEach(i -> cluster.send(told, Preferences.pair(i)));
            List<Checkpoint> expected = learn(new Learners(cluster, another), told, direct, 6);
            List<Checkpoint> found = cluster.checkpoints(policy(source, "new"));
            assertThat(Learners.ids(found)).isEqualTo(Learners.ids(expected));
            assertThat(second.checkpointId()).isEqualTo(expected.get(5).getCheckpointId());
            assertThat(second.step()).isEqualTo(5);
        }
        assertThat(cluster.checkpoints(source)).hasSize(3);
    }

    @Test
    void withoutAUserItEndsLikeALearnerThatNeverMetThem(
            @TempDir Path store, @TempDir Path rebuilt, @TempDir Path direct) {
        Topics source = cluster.topics();
        IntStream.range(0, 20).forEach(i -> cluster.send(source, served(i)));
        learn(learners, source, store, 6);
        Rebuild rebuild = new Rebuild(source, cluster.servers(), model);
        RebuildReport report = rebuild.run(
                Settings.byCount(model), "without", Set.of("default/u1"), new FolderStore(rebuilt), steps -> {});
        assertThat(report.copied()).isEqualTo(16);
        assertThat(report.leftOut()).isEqualTo(4);

        Topics told = cluster.topics();
        IntStream.range(0, 20).filter(i -> i % 5 != 1).forEach(i -> cluster.send(told, served(i)));
        List<Checkpoint> expected = learn(learners, told, direct, 5);
        assertThat(Learners.ids(cluster.checkpoints(policy(source, "without")))).isEqualTo(Learners.ids(expected));
        List<Disposition> ends = cluster.read(source.dispositions);
        assertThat(ends).extracting(Disposition::getEventId).containsExactly("e1", "e6", "e11", "e16");
        assertThat(ends).extracting(Disposition::getOutcome).containsOnly(Outcome.ERASED);
        assertThat(ends).extracting(Disposition::getPolicy).containsOnly("without");

        assertThatThrownBy(() -> rebuild.run(
                        Settings.byCount(model), "without", Set.of(), new FolderStore(rebuilt), steps -> {}))
                .isInstanceOf(LearnerStoppedException.class)
                .hasMessageContaining("another selection")
                .hasMessageContaining("--policy");
        assertThatThrownBy(() -> rebuild.run(
                        Settings.byCount(model), "default", Set.of(), new FolderStore(rebuilt), steps -> {}))
                .hasMessageContaining("name another --policy");
    }

    /** What was learned before the user came stays; what came later is learned again, with steps cut over what remains. */
    @Test
    void fromTheLastCleanCheckpointItEndsLikeALearnerThatNeverMetThem(
            @TempDir Path store, @TempDir Path rebuilt, @TempDir Path direct) {
        int[] before = IntStream.range(0, 10).filter(i -> i % 5 != 1).toArray(); // eight, two steps
        Topics source = cluster.topics();
        IntStream.of(before).forEach(i -> cluster.send(source, served(i)));
        IntStream.range(20, 32).forEach(i -> cluster.send(source, served(i)));
        List<Checkpoint> tainted = learn(learners, source, store, 6);
        String clean = tainted.get(2).getCheckpointId();
        Rebuild rebuild = new Rebuild(source, cluster.servers(), model);
        for (int run = 0; run < 2; run++) { // the second finds that all is done
            RebuildReport report = rebuild.run(
                    Settings.byCount(model),
                    "clean",
                    Set.of("default/u1"),
                    Optional.of(new Beginning(CleanLineage.LAST, new FolderStore(store))),
                    new FolderStore(rebuilt),
                    steps -> {});
            assertThat(report.step()).isEqualTo(4);
            assertThat(report.copied()).isEqualTo(run == 0 ? 9 : 0);
            assertThat(report.beginning()).isZero();
            assertThat(report.unproven()).isZero();
        }
        Topics told = cluster.topics();
        IntStream.concat(IntStream.of(before), IntStream.range(20, 32))
                .filter(i -> i % 5 != 1)
                .forEach(i -> cluster.send(told, served(i)));
        List<Checkpoint> expected = learn(learners, told, direct, 5);
        assertThat(Learners.ids(cluster.checkpoints(policy(source, "clean"))))
                .startsWith(clean)
                .isEqualTo(Learners.ids(expected).subList(2, 5));

        assertThatThrownBy(() -> rebuild.run(
                        Settings.byCount(model),
                        "tainted",
                        Set.of("default/u1"),
                        Optional.of(new Beginning(tainted.get(3).getCheckpointId(), new FolderStore(store))),
                        new FolderStore(rebuilt),
                        steps -> {}))
                .hasMessageContaining("names 0 of the 3 checkpoints")
                .hasMessageContaining("the last that is proven clean is " + clean);

        // Retention takes what a rebuild from there would need.
        cluster.forget(source.preferences, 10);
        RebuildReport late = rebuild.run(
                Settings.byCount(model),
                "late",
                Set.of("default/u1"),
                Optional.of(new Beginning(clean, new FolderStore(store))),
                new FolderStore(rebuilt.resolve("late")),
                steps -> {});
        assertThat(late.beginning()).isEqualTo(10);
        assertThat(late.unproven()).isEqualTo(8);
    }

    @Test
    void aUserOfWhomNothingIsFoundIsAMistakeNotAnErasure(@TempDir Path rebuilt) {
        Topics source = cluster.topics();
        IntStream.range(0, 3).forEach(i -> cluster.send(source, served(i)));
        Rebuild rebuild = new Rebuild(source, cluster.servers(), model);

        assertThatThrownBy(() -> rebuild.run(
                        Settings.byCount(model),
                        "typo",
                        Set.of("default/u1", "default/u11", "other/u1"),
                        new FolderStore(rebuilt),
                        steps -> {}))
                .isInstanceOf(LearnerStoppedException.class)
                .hasMessageContaining("Nothing of default/u11, other/u1 was found in " + source.preferences.name());
        assertThat(cluster.exists(policy(source, "typo").preferences)).isFalse();
    }

    private List<Checkpoint> learn(Learners with, Topics topics, Path store, int checkpoints) {
        LearnerConfig config = Settings.byCount(with.model());
        try (LearnerRole learner = with.start(topics, store, config)) {
            List<Checkpoint> all = with.awaitCheckpoints(topics, checkpoints);
            assertThat(learner.failure()).isEmpty();
            return all;
        }
    }

    private static Topics policy(Topics topics, String name) {
        return new Topics(topics.settings().withPolicy(name));
    }

    /** As this base read the prompt and said the rejected answer. */
    private Preference served(int i) {
        Preference plain = Preferences.pair(i);
        Pair pair = (Pair) plain.getBody();
        List<Integer> said = Arrays.stream(
                        model.prompts().content(pair.getRejected().getText()))
                .boxed()
                .toList();
        String read = model.prompts()
                .render(plain.getPrompt().getMessages().stream()
                        .map(m -> new ChatMessage(m.getRole(), m.getContent()))
                        .toList());
        return Preference.newBuilder(plain)
                .setPrompt(new Prompt(plain.getPrompt().getMessages(), read))
                .setBody(
                        new Pair(pair.getChosen(), new Answer(pair.getRejected().getText(), said, FinishReason.STOP)))
                .build();
    }
}
