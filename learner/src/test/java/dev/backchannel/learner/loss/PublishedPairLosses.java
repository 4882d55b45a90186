package dev.backchannel.learner.loss;

import static dev.backchannel.learner.loss.LossCases.ALPHA;
import static dev.backchannel.learner.loss.LossCases.BETA;
import static dev.backchannel.learner.loss.LossCases.FLIPPED;
import static dev.backchannel.learner.loss.LossCases.MARGIN;
import static dev.backchannel.learner.loss.LossCases.SIMPO_BETA;
import static dev.backchannel.learner.loss.LossCases.TAU;
import static java.lang.Math.exp;
import static java.lang.Math.log;
import static java.lang.Math.max;
import static java.lang.Math.pow;

import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * Losses on pairs, written down as their papers print them: of the ratios u = π/π_ref themselves, without the rearranging
 * that keeps the learner's own stable. Calls nothing of the learner.
 */
final class PublishedPairLosses {
    static final Map<String, ToDoubleFunction<PairLogProbs>> ALL = Map.ofEntries(
            // Rafailov et al., arXiv 2305.18290, eq. 7
            Map.entry("dpo", p -> -log(preference(p))),
            // Mitchell, "A note on DPO with noisy preferences", eq. 3
            Map.entry("cdpo", p -> -(1 - FLIPPED) * log(preference(p)) - FLIPPED * log(1 - preference(p))),
            // Chowdhury et al., arXiv 2403.00409, eq. 12
            Map.entry(
                    "rdpo",
                    p -> ((1 - FLIPPED) * -log(preference(p)) - FLIPPED * -log(1 - preference(p))) / (1 - 2 * FLIPPED)),
            // Azar et al., arXiv 2310.12036, eq. 17; per token, and as printed
            Map.entry("ipo", p -> pow(log(perToken(p)) - 0.5 / BETA, 2)),
            Map.entry("ipo-sum", p -> pow(log(chosen(p) / rejected(p)) - 0.5 / BETA, 2)),
            // Zhao et al., arXiv 2305.10425, as in Liu et al., arXiv 2309.06657
            Map.entry("hinge", p -> max(0, 1 - BETA * log(chosen(p) / rejected(p)))),
            // Meng et al., arXiv 2405.14734, eq. 6
            Map.entry(
                    "simpo",
                    p -> -log(sigmoid(SIMPO_BETA / p.chosenTokens() * p.policyChosen()
                            - SIMPO_BETA / p.rejectedTokens() * p.policyRejected()
                            - MARGIN))),
            // Tülu 3, arXiv 2411.15124, eq. 6
            Map.entry("ln-dpo", p -> -log(sigmoid(BETA * log(perToken(p))))),
            // Ji et al., arXiv 2402.00856, eq. 16: KL(policy's preference ‖ the labels')
            Map.entry(
                    "exo-pair",
                    p -> preference(p) * log(preference(p) / (1 - FLIPPED))
                            + (1 - preference(p)) * log((1 - preference(p)) / FLIPPED)),
            // Chen et al., arXiv 2402.05369, eq. 13
            Map.entry(
                    "nca-pair",
                    p -> -log(sigmoid(reward(chosen(p))))
                            - 0.5 * (log(sigmoid(-reward(chosen(p)))) + log(sigmoid(-reward(rejected(p)))))),
            // Jung et al., arXiv 2404.04656, eq. 9, δ = 0
            Map.entry("bco-pair", p -> -log(sigmoid(reward(chosen(p)))) - log(sigmoid(-reward(rejected(p))))),
            // Wu et al., arXiv 2405.00675, eq. 4.1
            Map.entry("sppo-hard", p -> pow(log(chosen(p)) - 0.5 / BETA, 2) + pow(log(rejected(p)) + 0.5 / BETA, 2)),
            // D'Oosterlinck et al., arXiv 2408.06266, eq. 4 and 5; both plus 1, so that they are never negative
            Map.entry("apo-zero", p -> 1 - sigmoid(reward(chosen(p))) + sigmoid(reward(rejected(p)))),
            Map.entry(
                    "apo-down", p -> 1 + sigmoid(reward(chosen(p))) - sigmoid(reward(chosen(p)) - reward(rejected(p)))),
            // Lu et al., arXiv 2406.08414, eq. 4
            Map.entry("discopop", p -> {
                double ratio = BETA * log(chosen(p) / rejected(p));
                double blend = sigmoid(ratio / TAU);
                return (1 - blend) * log(1 + exp(-ratio)) + blend * exp(-ratio);
            }),
            // Hong et al., arXiv 2403.07691, eq. 7
            Map.entry(
                    "orpo",
                    p -> -log(sigmoid(log(odds(exp(p.policyChosen() / p.chosenTokens()))
                            / odds(exp(p.policyRejected() / p.rejectedTokens())))))),
            // Wang et al., arXiv 2309.16240, table 1: f′ of each divergence
            Map.entry("reverse-kl-dpo", p -> divergence(p, u -> log(u) + 1)),
            Map.entry("forward-kl-dpo", p -> divergence(p, u -> -1 / u)),
            Map.entry("js-dpo", p -> divergence(p, u -> log(2 * u / (1 + u)))),
            Map.entry("alpha-dpo", p -> divergence(p, u -> (1 - pow(u, -ALPHA)) / ALPHA)),
            // Pang et al., arXiv 2404.19733, eq. 1, the second term
            Map.entry("sft", p -> -p.policyChosen() / p.chosenTokens()));

    private PublishedPairLosses() {}

    static double sigmoid(double x) {
        return 1 / (1 + exp(-x));
    }

    private static double chosen(PairLogProbs p) {
        return exp(p.policyChosen()) / exp(p.referenceChosen());
    }

    private static double rejected(PairLogProbs p) {
        return exp(p.policyRejected()) / exp(p.referenceRejected());
    }

    /** Quotient of the geometric means per token. */
    private static double perToken(PairLogProbs p) {
        return pow(chosen(p), 1.0 / p.chosenTokens()) / pow(rejected(p), 1.0 / p.rejectedTokens());
    }

    private static double reward(double ratio) {
        return BETA * log(ratio);
    }

    /** Bradley and Terry's probability that the chosen answer wins. */
    private static double preference(PairLogProbs p) {
        return pow(chosen(p), BETA) / (pow(chosen(p), BETA) + pow(rejected(p), BETA));
    }

    private static double odds(double probability) {
        return probability / (1 - probability);
    }

    private static double divergence(PairLogProbs p, DoubleUnaryOperator slope) {
        return -log(sigmoid(BETA * slope.applyAsDouble(chosen(p)) - BETA * slope.applyAsDouble(rejected(p))));
    }
}
