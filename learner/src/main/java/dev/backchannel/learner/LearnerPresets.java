package dev.backchannel.learner;

import dev.backchannel.learner.example.SequenceSettings;
import dev.backchannel.learner.gate.GateSettings;
import dev.backchannel.learner.loss.LossSettings;
import dev.backchannel.learner.plan.BatchSettings;
import dev.backchannel.policy.AdamWConfig;
import dev.backchannel.policy.ModelConfig;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings by size of the base. The seed policy's learning rate would wreck a large model, and a large model's would
 * teach the seed policy nothing within a conversation.
 */
public final class LearnerPresets {
    private static final long SMALL = 50_000_000L;
    private static final long LARGE = 1_000_000_000L;
    /** From here on, activations of a full pass take more room than the weights. */
    private static final long RECOMPUTED = 400_000_000L;

    private static final long SEED = 20_261_101L;

    private LearnerPresets() {}

    public static LearnerConfig of(ModelConfig model) {
        long parameters = model.parameters();
        if (parameters < SMALL) {
            return preset(
                    1.4e-3, 1, batch(8, 32, Duration.ofMillis(150)), new SequenceSettings(512, 128), 4096, false, 8);
        }
        if (parameters < LARGE) {
            boolean recompute = parameters >= RECOMPUTED;
            return preset(
                    1e-4,
                    1,
                    batch(16, 32, Duration.ofSeconds(5)),
                    new SequenceSettings(1024, 1024),
                    4096,
                    recompute,
                    1);
        }
        return preset(
                2e-5, 0.2, batch(16, 32, Duration.ofSeconds(20)), new SequenceSettings(2048, 2048), 2048, true, 1);
    }

    private static BatchSettings batch(int nominal, int largest, Duration longestWait) {
        return new BatchSettings(nominal, largest, longestWait, 0.25, 3, 128);
    }

    private static LearnerConfig preset(
            double learningRate,
            double sftWeight,
            BatchSettings batch,
            SequenceSettings sequence,
            int paddedTokens,
            boolean recomputeActivations,
            int gateEvery) {
        return new LearnerConfig(
                SEED,
                Optional.empty(),
                LossSettings.defaults().withSftWeight(sftWeight),
                AdamWConfig.of(learningRate),
                batch,
                GateSettings.defaults().every(gateEvery),
                0.05,
                sequence,
                paddedTokens,
                recomputeActivations,
                1.0,
                MembershipSettings.defaults(),
                RetentionSettings.defaults(),
                false);
    }
}
