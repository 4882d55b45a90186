package dev.backchannel.standalone.bench.learning.noise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Pair;
import dev.backchannel.policy.EngineOptions;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.seed.SeedPolicy;
import dev.backchannel.standalone.bench.learning.Respondent;
import dev.backchannel.standalone.demo.check.StyleChecks;
import dev.backchannel.standalone.demo.user.Population;
import dev.backchannel.standalone.demo.user.Questions;
import dev.backchannel.standalone.demo.user.SimulatedUser;
import dev.backchannel.streams.mining.TokenEditDistance;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EditorsTest {
    private static final SimulatedUser USER =
            new SimulatedUser("guest", Population.generate(20, 3).house());

    @Test
    void noiseExchangesTheSidesOfItsShareAndChangesNothingElse() {
        try (PolicyModel model = PolicyModel.load(SeedPolicy.folder(), EngineOptions.cpu(1))) {
            List<Editors.Edited> clean = react(model, 0);
            List<Editors.Edited> noisy = react(model, 0.4);

            assertThat(clean).hasSizeGreaterThan(8).noneMatch(Editors.Edited::flipped);
            assertThat(noisy).hasSameSizeAs(clean);
            assertThat(noisy.stream().filter(Editors.Edited::flipped).count()).isBetween(1L, clean.size() - 1L);
            for (int i = 0; i < clean.size(); i++) {
                Pair right = pair(clean.get(i));
                assertThat(right.getChosen().getText()).satisfies(EditorsTest::isInTheWishedStyle);
                Pair other = noisy.get(i).flipped() ? new Pair(right.getRejected(), right.getChosen()) : right;
                assertThat(pair(noisy.get(i))).isEqualTo(other);
            }
        }
    }

    @Test
    void whoThinksOfManyRightAnswersTakesTheNearest() {
        try (PolicyModel model = PolicyModel.load(SeedPolicy.folder(), EngineOptions.cpu(1))) {
            List<Editors.Edited> rewritten = react(model, 0, 1);
            List<Editors.Edited> corrected = react(model, 0, 64);

            assertThat(corrected).hasSameSizeAs(rewritten);
            for (int i = 0; i < corrected.size(); i++) {
                assertThat(pair(corrected.get(i)).getChosen().getText()).satisfies(EditorsTest::isInTheWishedStyle);
                assertThat(distance(corrected.get(i))).isLessThanOrEqualTo(distance(rewritten.get(i)));
            }
            assertThat(corrected.stream().mapToDouble(EditorsTest::distance).sum())
                    .isLessThan(0.8
                            * rewritten.stream()
                                    .mapToDouble(EditorsTest::distance)
                                    .sum());
        }
    }

    private static double distance(Editors.Edited edited) {
        return TokenEditDistance.normalised(
                pair(edited).getRejected().getText(), pair(edited).getChosen().getText());
    }

    @Test
    void theShareOfFlipsIsWhatWasAskedForAndTheSameEachTime() {
        LabelNoise noise = new LabelNoise(0.4, 7);
        List<Integer> flips =
                IntStream.range(0, 10_000).filter(noise::flips).boxed().toList();

        assertThat(flips.size() / 10_000.0).isBetween(0.38, 0.42);
        assertThat(IntStream.range(0, 10_000).filter(new LabelNoise(0.4, 7)::flips))
                .containsExactlyElementsOf(flips);
        assertThat(IntStream.range(0, 10_000).filter(new LabelNoise(0.4, 8)::flips))
                .isNotEqualTo(flips);
        assertThat(IntStream.range(0, 10_000)).noneMatch(new LabelNoise(0, 7)::flips);
    }

    private static List<Editors.Edited> react(PolicyModel model, double noise) {
        return react(model, noise, 1);
    }

    private static List<Editors.Edited> react(PolicyModel model, double noise, int drafts) {
        return new Editors(new Respondent(model), USER, new Questions(Set.of()), new LabelNoise(noise, 3), 3, drafts)
                .react(null, 0, 16);
    }

    private static Pair pair(Editors.Edited edited) {
        return (Pair) edited.preference().getBody();
    }

    private static void isInTheWishedStyle(String text) {
        assertThat(USER.wishes().values().values()).as(text).allMatch(StyleChecks.observe(text)::has);
    }
}
