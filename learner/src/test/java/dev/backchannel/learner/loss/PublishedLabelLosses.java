package dev.backchannel.learner.loss;

import static dev.backchannel.learner.loss.LossCases.BETA;
import static dev.backchannel.learner.loss.LossCases.DECAY;
import static dev.backchannel.learner.loss.LossCases.DISLIKED_WEIGHT;
import static dev.backchannel.learner.loss.LossCases.INFORMED;
import static dev.backchannel.learner.loss.LossCases.LIKED;
import static dev.backchannel.learner.loss.LossCases.LIKED_WEIGHT;
import static dev.backchannel.learner.loss.LossCases.MISMATCHED;
import static dev.backchannel.learner.loss.LossCases.PLAIN;
import static dev.backchannel.learner.loss.LossCases.RATED;
import static dev.backchannel.learner.loss.PublishedPairLosses.sigmoid;
import static java.lang.Math.log;

import java.util.Arrays;
import java.util.Map;

/** Losses on single answers, written down as their papers print them. Calls nothing of the learner. */
final class PublishedLabelLosses {
    /** The loss of an answer of a batch of {@link LossCases}. */
    interface Equation {
        double of(int batch, int answer);
    }

    static final Map<String, Equation> ALL = Map.of(
            "kto", PublishedLabelLosses::kto,
            "apo-zero-unpaired", PublishedLabelLosses::apoZero,
            "bco", PublishedLabelLosses::bco);

    private PublishedLabelLosses() {}

    /** Ethayarajh et al., arXiv 2402.01306, eq. 8: λ_y − v(x, y), with z0 = max(0, mean of the mismatched). */
    private static double kto(int batch, int answer) {
        double z0 = Math.max(0, Arrays.stream(MISMATCHED[batch]).average().getAsDouble());
        double ratio = RATED[batch][answer];
        double utility = LIKED[answer]
                ? LIKED_WEIGHT * sigmoid(BETA * (ratio - z0))
                : DISLIKED_WEIGHT * sigmoid(BETA * (z0 - ratio));
        return weight(answer) - utility;
    }

    /** D'Oosterlinck et al., arXiv 2408.06266, section 5: KTO with z0 = 0. */
    private static double apoZero(int batch, int answer) {
        double sign = LIKED[answer] ? 1 : -1;
        return weight(answer) - weight(answer) * sigmoid(sign * BETA * RATED[batch][answer]);
    }

    /** Jung et al., arXiv 2404.04656, eq. 12; δ is the mean reward, in which a batch counts DECAY times its successor. */
    private static double bco(int batch, int answer) {
        double rewards = 0;
        double weights = 0;
        for (int b = 0; b <= batch; b++) {
            for (double ratio : RATED[b]) {
                rewards += Math.pow(DECAY, batch - b) * BETA * ratio;
                weights += Math.pow(DECAY, batch - b);
            }
        }
        double shifted = BETA * RATED[batch][answer] - rewards / weights;
        return -weight(answer) * log(sigmoid(LIKED[answer] ? shifted : -shifted));
    }

    /** Self-distilled policy optimisation: −(1/|y|) Σ (log π(y_t | x, o) − log π(y_t | x)) log π(y_t | x). */
    static double sdpo() {
        double sum = 0;
        for (int t = 0; t < PLAIN.length; t++) {
            sum += (INFORMED[t] - PLAIN[t]) * PLAIN[t];
        }
        return -sum / PLAIN.length;
    }

    private static double weight(int answer) {
        return LIKED[answer] ? LIKED_WEIGHT : DISLIKED_WEIGHT;
    }
}
