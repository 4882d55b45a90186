package dev.backchannel.policy.flr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FollowUpsTest {
    @Test
    void holdsTenPositiveAndTenNegativeFollowUpsInEachOfSixCategories() {
        FollowUps followUps = FollowUps.standard();
        assertThat(followUps.categories().keySet())
                .containsExactly(
                        "understanding",
                        "relevance",
                        "correctness",
                        "engagement",
                        "informativeness",
                        "instruction-following");
        followUps.categories().values().forEach(category -> {
            assertThat(category.positive()).hasSize(10);
            assertThat(category.negative()).hasSize(10);
        });
    }

    @Test
    void saysNothingTwice() {
        List<String> all = new ArrayList<>(FollowUps.standard().positive());
        all.addAll(FollowUps.standard().negative());
        assertThat(all).doesNotHaveDuplicates();
    }

    @Test
    void theRewardIsTheMeanOfTheCategoriesMargins() {
        FollowUps followUps = FollowUps.standard();
        double[] likelihoods = new double[followUps.texts().size()];
        for (int i = 0; i < likelihoods.length; i++) {
            boolean positive = followUps.positive().contains(followUps.texts().get(i));
            likelihoods[i] = (positive ? -1 : -3) - i / 20;
        }
        assertThat(followUps.reward(likelihoods)).isCloseTo(2, within(1e-12));
    }

    @Test
    void negativeOnesAloneRewardTheirAbsence() {
        FollowUps negative = FollowUps.standard().only("relevance").atMost(2).negativeOnly();
        assertThat(negative.texts()).hasSize(2).isEqualTo(negative.negative());
        assertThat(negative.reward(new double[] {-1, -3})).isEqualTo(2);
    }

    @Test
    void aFileOfOnesOwnIsReadAndWhatIsWrongWithItIsSaid(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("own.json");
        Files.writeString(file, "{\"ton\": {\"positive\": [\"Danke!\"], \"negative\": [\"Das ist falsch.\"]}}");
        assertThat(FollowUps.load(file).texts()).containsExactly("Danke!", "Das ist falsch.");
        assertThatThrownBy(() -> FollowUps.load(file).only("tone"))
                .hasMessageContaining("'tone'")
                .hasMessageContaining("ton");
        for (String wrong : List.of("{}", "[1]", "{\"a\":{\"positive\":[\"x\"]}}", "{\"a\":{\"negative\":[\" \"]}}")) {
            Files.writeString(file, wrong);
            assertThatThrownBy(() -> FollowUps.load(file)).as(wrong).hasMessageContaining("own.json");
        }
    }
}
