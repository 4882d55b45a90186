package dev.backchannel.policy.flr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

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
}
