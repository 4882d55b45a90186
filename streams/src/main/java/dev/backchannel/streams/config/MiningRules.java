package dev.backchannel.streams.config;

import org.jspecify.annotations.Nullable;

/**
 * When a signal teaches, and how much.
 *
 * @param nearIdentical an edit of at most this normalised token edit distance is an acceptance (τ)
 * @param editBase weight of an edit's pair at distance 0; it grows with the distance: min(1, editBase + c)
 * @param thumbWeight of a thumb's label, and of a pair from two thumbs
 * @param regenerationWeight of kept ≻ replaced
 * @param acceptanceWeight of an acceptance's label
 * @param followUpWeight of a follow-up's label, times the confidence of its class
 * @param sampledPairWeight of best fresh sample ≻ given answer, times the confidence of the follow-up's class
 * @param scoreWeight of a label from a score alone
 * @param samples fresh answers drawn after a negative follow-up; 0: never ask, label at once
 * @param rewardMargin r(best) − r(given) must reach it, nats per token
 * @param ownWordsMargin l(f|x, given) − l(f|x, best) must reach it for the user's own follow-up f, nats per token
 * @param leastAuc held-out AUC that the reward must have for its base before anything is learned from it
 * @param scoreThreshold |z| above which a score alone teaches
 * @param scoreNeutral false: neutral follow-ups and clarifications end NEUTRAL without being scored
 * @param lexicon file with the words by which follow-ups are read, for another language (none: English)
 */
public record MiningRules(
        double nearIdentical,
        double editBase,
        double thumbWeight,
        double regenerationWeight,
        double acceptanceWeight,
        double followUpWeight,
        double sampledPairWeight,
        double scoreWeight,
        int samples,
        double rewardMargin,
        double ownWordsMargin,
        double leastAuc,
        double scoreThreshold,
        boolean scoreNeutral,
        @Nullable String lexicon) {

    public MiningRules {
        requireShare("nearIdentical", nearIdentical);
        requireShare("editBase", editBase);
        requireShare("thumbWeight", thumbWeight);
        requireShare("regenerationWeight", regenerationWeight);
        requireShare("acceptanceWeight", acceptanceWeight);
        requireShare("followUpWeight", followUpWeight);
        requireShare("sampledPairWeight", sampledPairWeight);
        requireShare("scoreWeight", scoreWeight);
        requireShare("leastAuc", leastAuc);
        if (samples < 0 || samples > 64) {
            throw new IllegalArgumentException("samples must be 0 to 64, not " + samples);
        }
    }

    public static MiningRules standard() {
        return new MiningRules(0.05, 0.5, 1.0, 0.5, 0.2, 0.6, 0.6, 0.1, 4, 0.05, 0.0, 0.7, 1.5, true, null);
    }

    public MiningRules withoutScoringNeutral() {
        return new MiningRules(
                nearIdentical,
                editBase,
                thumbWeight,
                regenerationWeight,
                acceptanceWeight,
                followUpWeight,
                sampledPairWeight,
                scoreWeight,
                samples,
                rewardMargin,
                ownWordsMargin,
                leastAuc,
                scoreThreshold,
                false,
                lexicon);
    }

    private static void requireShare(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be between 0 and 1, not " + value);
        }
    }
}
