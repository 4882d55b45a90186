package dev.backchannel.streams.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MomentsTest {
    private final Random random = new Random(3);

    @Test
    void agreesWithCountingUserByUser() {
        List<UserTotals> users = users(50);
        Moments moments = users.stream().reduce(Moments.NONE, Moments::plus, Moments::plus);
        double[] a = {1, -0.5, 2, 0.3};
        double[] b = {0.2, 1, 0, -1};
        double meanA = users.stream().mapToDouble(u -> dot(a, u)).average().orElseThrow();
        double meanB = users.stream().mapToDouble(u -> dot(b, u)).average().orElseThrow();
        double covariance = users.stream()
                        .mapToDouble(u -> (dot(a, u) - meanA) * (dot(b, u) - meanB))
                        .sum()
                / 49;

        assertThat(moments.mean(a)).isCloseTo(meanA, within(1e-9));
        assertThat(moments.covariance(a, b)).isCloseTo(covariance, within(1e-8));
        assertThat(moments.covariance(b, a)).isCloseTo(covariance, within(1e-8));
    }

    @Test
    void aUserWhoGoesOnCountsOnce() {
        UserTotals before = new UserTotals(1, 2, 3, 4);
        UserTotals after = before.plus(0.5, 1);

        assertThat(Moments.NONE.plus(before).replacing(before, after)).isEqualTo(Moments.NONE.plus(after));
    }

    @Test
    void partsAddUp() {
        List<UserTotals> users = users(20);
        Moments whole = users.stream().reduce(Moments.NONE, Moments::plus, Moments::plus);
        Moments parts = users.subList(0, 7).stream()
                .reduce(Moments.NONE, Moments::plus, Moments::plus)
                .plus(users.subList(7, 20).stream().reduce(Moments.NONE, Moments::plus, Moments::plus));
        double[] a = {1, 1, 1, 1};

        assertThat(parts.users()).isEqualTo(whole.users());
        assertThat(parts.covariance(a, a)).isCloseTo(whole.covariance(a, a), within(1e-9));
    }

    private List<UserTotals> users(int n) {
        List<UserTotals> users = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            users.add(new UserTotals(
                    random.nextDouble(), random.nextInt(5), random.nextGaussian(), random.nextDouble() * 9));
        }
        return users;
    }

    private static double dot(double[] a, UserTotals user) {
        double[] v = user.vector();
        return a[0] * v[0] + a[1] * v[1] + a[2] * v[2] + a[3] * v[3];
    }
}
