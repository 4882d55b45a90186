package dev.backchannel.learner.testing;

import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerPresets;
import dev.backchannel.learner.MembershipSettings;
import dev.backchannel.learner.gate.AlarmSettings;
import dev.backchannel.learner.gate.CanarySettings;
import dev.backchannel.learner.gate.GateSettings;
import dev.backchannel.learner.plan.BatchSettings;
import dev.backchannel.policy.PolicyModel;
import java.time.Duration;
import java.util.Optional;

/** Settings for tests: steps of four, cut by count, nobody held back, quick to notice a dead leader. */
public final class Settings {
    private Settings() {}

    public static LearnerConfig byCount(PolicyModel model) {
        return LearnerPresets.of(model.config())
                .withBatch(new BatchSettings(4, 4, Duration.ofMillis(200), 0.5, 3, 16).byCount())
                .withGate(new GateSettings(
                        1,
                        1_000,
                        1_000,
                        16,
                        8,
                        0.01,
                        12,
                        50,
                        0,
                        1_000,
                        1,
                        8,
                        1_000,
                        new CanarySettings("", 1_000),
                        AlarmSettings.defaults(),
                        1))
                .withHeldBackShare(0)
                .withLearningRate(5e-3)
                .withMembership(new MembershipSettings(
                        Optional.empty(), Duration.ofSeconds(2), Duration.ofSeconds(5), Duration.ofMinutes(1)));
    }

    /** Also smaller steps, after 200 ms. */
    public static LearnerConfig byTime(PolicyModel model) {
        return byCount(model).withBatch(new BatchSettings(4, 8, Duration.ofMillis(200), 0.5, 3, 16));
    }
}
