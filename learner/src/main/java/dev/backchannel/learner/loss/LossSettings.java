package dev.backchannel.learner.loss;

import java.util.OptionalDouble;
import java.util.function.Consumer;

/**
 * Which losses train, and their constants.
 *
 * @param pairs name in {@link Losses} of the loss on pairs
 * @param labels name in {@link Losses} of the loss on labels
 * @param followUps name in {@link Losses} of the loss on labels that come with a follow-up's words, such as {@code sdpo};
 *     {@code none}: the loss on labels takes them like any other
 * @param beta β; empty takes the loss's own default (0.1, or 2.5 for simpo)
 * @param smoothing ε of cdpo, rdpo and exo-pair: the share of pairs thought to be flipped
 * @param margin γ of simpo
 * @param alpha α of alpha-dpo
 * @param sftWeight weight of the SFT term on the chosen side and on liked answers; plain DPO on a small cold model collapses
 *     without it
 * @param desirableWeight λ_D of label losses
 * @param undesirableWeight λ_U of label losses
 * @param shiftDecay of bco's moving shift, per batch
 * @param editMask what the losses see of a pair in which a user corrected the answer that was given
 */
public record LossSettings(
        String pairs,
        String labels,
        String followUps,
        OptionalDouble beta,
        double smoothing,
        double margin,
        double alpha,
        double sftWeight,
        double desirableWeight,
        double undesirableWeight,
        double shiftDecay,
        EditMask editMask) {
    /** No loss of its own. */
    static final String NONE = "none";

    public LossSettings {
        require(beta.isEmpty() || beta.getAsDouble() > 0, "beta", beta, "above 0");
        require(smoothing >= 0 && smoothing < 0.5, "smoothing", smoothing, "from 0 to below 0.5");
        require(alpha > 0, "alpha", alpha, "above 0");
        require(sftWeight >= 0, "sftWeight", sftWeight, "at least 0");
        require(desirableWeight >= 0, "desirableWeight", desirableWeight, "at least 0");
        require(undesirableWeight >= 0, "undesirableWeight", undesirableWeight, "at least 0");
        require(shiftDecay >= 0 && shiftDecay <= 1, "shiftDecay", shiftDecay, "from 0 to 1");
    }

    /** DPO with a full SFT term on pairs, KTO on labels. */
    public static LossSettings defaults() {
        return new LossSettings(
                "dpo", "kto", NONE, OptionalDouble.empty(), 0.1, 1.375, 0.5, 1, 1, 1, 0.9, EditMask.OFF);
    }

    public LossSettings withPairs(String name) {
        return with(copy -> copy.pairs = name);
    }

    public LossSettings withLabels(String name) {
        return with(copy -> copy.labels = name);
    }

    public LossSettings withFollowUps(String name) {
        return with(copy -> copy.followUps = name);
    }

    public LossSettings withSmoothing(double value) {
        return with(copy -> copy.smoothing = value);
    }

    public LossSettings withSftWeight(double value) {
        return with(copy -> copy.sftWeight = value);
    }

    public LossSettings withEditMask(EditMask mask) {
        return with(copy -> copy.editMask = mask);
    }

    /** Whether follow-ups have a loss of their own. */
    public boolean learnsFromFollowUps() {
        return !followUps.equals(NONE);
    }

    double betaOr(double ownDefault) {
        return beta.orElse(ownDefault);
    }

    private LossSettings with(Consumer<Copy> change) {
        Copy copy = new Copy();
        change.accept(copy);
        return new LossSettings(
                copy.pairs,
                copy.labels,
                copy.followUps,
                beta,
                copy.smoothing,
                margin,
                alpha,
                copy.sftWeight,
                desirableWeight,
                undesirableWeight,
                shiftDecay,
                copy.editMask);
    }

    /** What may be changed one by one, as it is here. */
    private final class Copy {
        private String pairs = LossSettings.this.pairs;
        private String labels = LossSettings.this.labels;
        private String followUps = LossSettings.this.followUps;
        private double smoothing = LossSettings.this.smoothing;
        private double sftWeight = LossSettings.this.sftWeight;
        private EditMask editMask = LossSettings.this.editMask;
    }

    private static void require(boolean holds, String name, Object value, String range) {
        if (!holds) {
            throw new IllegalArgumentException("the loss setting " + name + " is " + value + ", but must be " + range);
        }
    }
}
