package dev.backchannel.streams.experiment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Users who differ among themselves: in how much they chat (heavy-tailed), how content they are, how much they edit, how long
 * they like answers. Arrivals and turns are mixed, and everything is looked at again and again.
 */
final class Simulation {
    static final List<GuardedMetric> METRICS = List.of(
            new GuardedMetric("thumbs_up_rate", true, 0.05),
            new GuardedMetric("edit_distance", false, 0.05),
            new GuardedMetric("negative_follow_up_rate", false, 0.05),
            new GuardedMetric("answer_tokens", false, 5));

    private final Random random;
    private final double harm;
    private final boolean history;
    private final List<User> users = new ArrayList<>();
    private final Map<String, Moments> control = new HashMap<>();
    private final Map<String, Moments> candidate = new HashMap<>();
    private final long[] assigned = new long[2];
    private final long[] exposures = new long[2];

    /** @param harm how much lower the candidate's thumbs-up rate is */
    Simulation(long seed, double harm, boolean history) {
        this.random = new Random(seed);
        this.harm = harm;
        this.history = history;
    }

    private static final class User {
        final boolean treated;
        final double activity;
        final double content;
        final double diligence;
        final double length;
        final Map<String, UserTotals> totals = new HashMap<>();

        User(Random random) {
            treated = random.nextBoolean();
            activity = Math.exp(random.nextGaussian());
            content = Math.min(1, Math.max(0, 0.6 + 0.25 * random.nextGaussian()));
            diligence = random.nextDouble() * 0.6;
            length = 30 + 15 * random.nextGaussian();
        }
    }

    /** @return how many turns it took until the guard said anything but to hold; -1: it held to the end */
    int run(Guard guard, int turns, int lookEvery, List<Ruling.Action> said) {
        double[] weights = new double[turns];
        double total = 0;
        for (int turn = 1; turn <= turns; turn++) {
            if (users.isEmpty() || random.nextInt(6) == 0) {
                User user = new User(random);
                weights[users.size()] = user.activity;
                total += user.activity;
                users.add(user);
                assigned[user.treated ? 1 : 0]++;
                remember(user);
            }
            turn(drawn(weights, total));
            if (turn % lookEvery == 0) {
                Ruling.Action action = guard.look(
                                new ArmFigures(assigned[0], exposures[0], control),
                                new ArmFigures(assigned[1], exposures[1], candidate),
                                0.5)
                        .action();
                if (action != Ruling.Action.HOLD) {
                    said.add(action);
                    return turn;
                }
            }
        }
        return -1;
    }

    private User drawn(double[] weights, double total) {
        double at = random.nextDouble() * total;
        int i = 0;
        while (i < users.size() - 1 && (at -= weights[i]) > 0) {
            i++;
        }
        return users.get(i);
    }

    private void remember(User user) {
        int turns = history ? 1 + (int) (8 * user.activity) : 0;
        double ups = 0;
        for (int i = 0; i < turns; i++) {
            ups += random.nextDouble() < user.content ? 1 : 0;
        }
        user.totals.put("thumbs_up_rate", UserTotals.since(ups, turns));
    }

    private void turn(User user) {
        exposures[user.treated ? 1 : 0]++;
        double content = user.treated ? user.content - harm : user.content;
        if (random.nextDouble() < 0.4) {
            observe(user, "thumbs_up_rate", random.nextDouble() < content ? 1 : 0);
        }
        observe(user, "edit_distance", random.nextDouble() < user.diligence ? random.nextDouble() : 0);
        observe(user, "negative_follow_up_rate", random.nextDouble() < 0.4 * (1 - content) ? 1 : 0);
        observe(user, "answer_tokens", user.length + 8 * random.nextGaussian());
    }

    private void observe(User user, String metric, double amount) {
        Map<String, Moments> arm = user.treated ? candidate : control;
        UserTotals before = user.totals.getOrDefault(metric, UserTotals.NONE);
        UserTotals after = before.plus(amount, 1);
        user.totals.put(metric, after);
        Moments moments = arm.getOrDefault(metric, Moments.NONE);
        arm.put(metric, before.exposures() == 0 ? moments.plus(after) : moments.replacing(before, after));
    }
}
