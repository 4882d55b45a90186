package dev.backchannel.learner.step;

import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.loss.LabelTerm;
import dev.backchannel.learner.loss.PairLogProbs;
import dev.backchannel.learner.loss.PairTerm;
import dev.backchannel.learner.loss.TokenTerm;
import java.util.Map;
import java.util.TreeMap;

/** Adds up what a step says of itself. Means are over records, unweighted; rewards and margins are β·log-ratios. */
final class StepMetrics {
    private final double beta;
    private double weightedLoss;
    private int pairs;
    private double pairLoss;
    private double sftLoss;
    private double chosenReward;
    private double rejectedReward;
    private double right;
    private double chosenLogProb;
    private double chosenLogRatio;
    private int displaced;
    private int corrections;
    private int labels;
    private double labelLoss;
    private double likedReward;
    private int liked;
    private double dislikedReward;
    private int tokens;
    private int hindsights;
    private double hindsightLoss;
    private double ownLogRatio;
    private int ownTokens;

    StepMetrics(double beta) {
        this.beta = beta;
    }

    /** @param p of the whole answers, whatever part of them the losses saw */
    void pair(Rated rated, PairLogProbs p, PairTerm preference, PairTerm sft, double sftWeight, boolean correction) {
        pairs++;
        corrections += correction ? 1 : 0;
        weightedLoss += rated.example().weight() * (preference.value() + sftWeight * sft.value());
        pairLoss += preference.value();
        sftLoss += sft.value();
        chosenReward += beta * p.chosenLogRatio();
        rejectedReward += beta * p.rejectedLogRatio();
        right += p.delta() > 0 ? 1 : p.delta() < 0 ? 0 : 0.5;
        chosenLogProb += p.policyChosen() / p.chosenTokens();
        chosenLogRatio += p.chosenLogRatio() / p.chosenTokens();
        displaced += p.delta() > 0 && p.chosenLogRatio() < 0 ? 1 : 0;
        tokens += p.chosenTokens() + p.rejectedTokens();
        said(rated.example(), 1, p.rejectedLogRatio(), p.rejectedTokens());
    }

    void label(Rated rated, double logRatio, int answerTokens, LabelTerm term) {
        labels++;
        weightedLoss += rated.example().weight() * term.value();
        labelLoss += term.value();
        if (rated.example().desirable()) {
            liked++;
            likedReward += beta * logRatio;
        } else {
            dislikedReward += beta * logRatio;
        }
        tokens += answerTokens;
        said(rated.example(), 0, logRatio, answerTokens);
    }

    void hindsight(Rated rated, double logProb, TokenTerm term) {
        hindsights++;
        weightedLoss += rated.example().weight() * term.value();
        hindsightLoss += term.value();
        tokens += term.dLogProb().length;
        said(rated.example(), 0, logProb - rated.reference()[0], term.dLogProb().length);
    }

    /**
     * An answer that this base said itself came from a policy near this one, so its mean log-ratio estimates KL(π ‖ π_ref).
     * What another backend or a person wrote says nothing of that.
     */
    private void said(Example example, int answer, double logRatio, int answerTokens) {
        if (example.isOwn(answer)) {
            ownLogRatio += logRatio;
            ownTokens += answerTokens;
        }
    }

    /** @param divisor what the weighted sum of losses is divided by */
    Map<String, Double> figures(double divisor) {
        Map<String, Double> figures = new TreeMap<>();
        figures.put("loss", weightedLoss / divisor);
        figures.put("pairs", (double) pairs);
        figures.put("labels", (double) labels);
        figures.put("tokens", (double) tokens);
        if (pairs > 0) {
            figures.put("loss.pairs", pairLoss / pairs);
            figures.put("loss.sft", sftLoss / pairs);
            figures.put("rewards.chosen", chosenReward / pairs);
            figures.put("rewards.rejected", rejectedReward / pairs);
            figures.put("margin", (chosenReward - rejectedReward) / pairs);
            figures.put("accuracy", right / pairs);
            figures.put("chosen.log.prob", chosenLogProb / pairs);
            figures.put("chosen.log.ratio", chosenLogRatio / pairs);
            figures.put("displaced", displaced / (double) pairs);
        }
        if (corrections > 0) {
            figures.put("corrections", (double) corrections);
        }
        if (ownTokens > 0) {
            figures.put("kl.batch", ownLogRatio / ownTokens);
        }
        if (labels > 0) {
            figures.put("loss.labels", labelLoss / labels);
        }
        if (hindsights > 0) {
            figures.put("hindsights", (double) hindsights);
            figures.put("loss.hindsight", hindsightLoss / hindsights);
        }
        if (liked > 0) {
            figures.put("rewards.liked", likedReward / liked);
        }
        if (labels > liked) {
            figures.put("rewards.disliked", dislikedReward / (labels - liked));
        }
        return figures;
    }
}
