package dev.backchannel.learner;

import dev.backchannel.learner.example.ExampleEncoder;
import dev.backchannel.learner.example.SequenceSettings;
import dev.backchannel.learner.gate.GateSettings;
import dev.backchannel.learner.loss.LossSettings;
import dev.backchannel.learner.loss.Losses;
import dev.backchannel.learner.plan.BatchSettings;
import dev.backchannel.learner.step.StepSettings;
import dev.backchannel.policy.AdamWConfig;
import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.PolicyModel;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Everything about a learner that may be chosen; see {@link LearnerPresets} for values that suit a base's size.
 *
 * @param seed of every random choice; part of the log, so that a run can be repeated
 * @param lora shape of the adapter; empty takes the base's own default. Only the first checkpoint of a lineage asks
 * @param loss which losses, and their constants
 * @param optimizer AdamW's constants
 * @param batch when a step is cut, and of what
 * @param gate thresholds
 * @param heldBackShare of conversations that are never trained on, but judge every checkpoint
 * @param sequence how much of a conversation is trained on
 * @param paddedTokens tokens of one forward pass, padding included; bounds the memory
 * @param recomputeActivations keep of each layer only its input and run the layer again in the backward pass: a third more
 *     work, a fraction of the memory, the same weights to the bit
 * @param largestWeight heavier preferences count as this
 * @param membership how learners agree on who leads
 * @param retention how long checkpoints are kept
 * @param shadow true: checkpoints are committed as such, and no server offers them
 */
public record LearnerConfig(
        long seed,
        Optional<LoraConfig> lora,
        LossSettings loss,
        AdamWConfig optimizer,
        BatchSettings batch,
        GateSettings gate,
        double heldBackShare,
        SequenceSettings sequence,
        int paddedTokens,
        boolean recomputeActivations,
        double largestWeight,
        MembershipSettings membership,
        RetentionSettings retention,
        boolean shadow) {

    public LearnerConfig {
        Losses.pairs(loss);
        Losses.labels(loss);
        Losses.followUps(loss);
        if (!(heldBackShare >= 0 && heldBackShare < 1)) {
            throw new IllegalArgumentException("heldBackShare is " + heldBackShare + ", but must be from 0 to below 1");
        }
        if (paddedTokens < sequence.tokens()) {
            throw new IllegalArgumentException(
                    "paddedTokens is " + paddedTokens + ", but must be at least sequence.tokens, " + sequence.tokens());
        }
        if (!(largestWeight > 0)) {
            throw new IllegalArgumentException("largestWeight is " + largestWeight + ", but must be above 0");
        }
    }

    public StepSettings step() {
        return new StepSettings(loss, optimizer, batch.nominal(), paddedTokens);
    }

    public ExampleEncoder encoder(PolicyModel model) {
        return new ExampleEncoder(model, sequence, largestWeight, loss.learnsFromFollowUps());
    }

    public LearnerConfig withSeed(long value) {
        return with(copy -> copy.seed = value);
    }

    public LearnerConfig withLoss(LossSettings value) {
        return with(copy -> copy.loss = value);
    }

    public LearnerConfig withLearningRate(double value) {
        return with(copy -> copy.optimizer = optimizer.withLearningRate(value));
    }

    public LearnerConfig withBatch(BatchSettings value) {
        return with(copy -> copy.batch = value);
    }

    public LearnerConfig withGate(GateSettings value) {
        return with(copy -> copy.gate = value);
    }

    public LearnerConfig withHeldBackShare(double value) {
        return with(copy -> copy.heldBackShare = value);
    }

    public LearnerConfig withMembership(MembershipSettings value) {
        return with(copy -> copy.membership = value);
    }

    public LearnerConfig withRetention(RetentionSettings value) {
        return with(copy -> copy.retention = value);
    }

    public LearnerConfig withShadow(boolean value) {
        return with(copy -> copy.shadow = value);
    }

    private LearnerConfig with(Consumer<Copy> change) {
        Copy copy = new Copy();
        change.accept(copy);
        return new LearnerConfig(
                copy.seed,
                lora,
                copy.loss,
                copy.optimizer,
                copy.batch,
                copy.gate,
                copy.heldBackShare,
                sequence,
                paddedTokens,
                recomputeActivations,
                largestWeight,
                copy.membership,
                copy.retention,
                copy.shadow);
    }

    /** What may be changed one by one, as it is here. */
    private final class Copy {
        private long seed = LearnerConfig.this.seed;
        private LossSettings loss = LearnerConfig.this.loss;
        private AdamWConfig optimizer = LearnerConfig.this.optimizer;
        private BatchSettings batch = LearnerConfig.this.batch;
        private GateSettings gate = LearnerConfig.this.gate;
        private double heldBackShare = LearnerConfig.this.heldBackShare;
        private MembershipSettings membership = LearnerConfig.this.membership;
        private RetentionSettings retention = LearnerConfig.this.retention;
        private boolean shadow = LearnerConfig.this.shadow;
    }
}
