package dev.backchannel.learner.step;

import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.loss.LabelTerm;
import dev.backchannel.learner.loss.Losses;
import dev.backchannel.learner.loss.PairLogProbs;
import dev.backchannel.learner.loss.TokenTerm;
import dev.backchannel.policy.AdamWConfig;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.LoraTrainer;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.PolicyModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Takes one optimiser step on a mixed batch of pairs and labels.
 *
 * <p>The gradient is Σ w·g over the nominal batch size (over the batch, if that is larger), in pieces that fit the
 * memory. AdamW would cancel a uniform scale, so the learning rate is scaled too, by min(1, Σw / nominal): a lone record of
 * weight 0.1 moves the weights as little as it would have moved them as a part of a full batch.
 */
public final class StepTaker {
    private final StepSettings settings;
    private final LoraTrainer trainer;
    private final AnswerScorer scorer;
    private final LabelAnchor labelAnchor;
    private final PairLosses pairLosses;
    private final Corrections corrections;
    private final Hindsight hindsight;
    private final double beta;

    public StepTaker(PolicyModel model, LoraTrainer trainer, StepSettings settings) {
        this.settings = settings;
        this.trainer = trainer;
        this.scorer = new AnswerScorer(model, settings.paddedTokens());
        this.labelAnchor = new LabelAnchor(model, settings, scorer);
        this.pairLosses = new PairLosses(settings.loss());
        this.corrections = new Corrections(settings.loss().editMask(), scorer);
        this.hindsight = new Hindsight(Losses.followUps(settings.loss()), scorer);
        this.beta = Losses.labels(settings.loss()).beta();
    }

    public StepResult take(StepInput input) {
        List<float[][]> reference = scorer.tokensOfExamples(input.fresh(), input.referenceOrNull());
        List<Rated> fresh = AnswerScorer.rated(input.fresh(), reference);
        List<Rated> batch =
                Stream.concat(fresh.stream(), input.replayed().stream()).toList();
        if (batch.isEmpty()) {
            throw new IllegalArgumentException("step " + input.step() + " has no preferences to learn from");
        }
        List<Rated> labels = batch.stream()
                .filter(r -> !r.example().isPair() && !hindsight.learnsFrom(r))
                .toList();
        LabelAnchor.Measured anchor = labelAnchor.measure(input, labels, batch);
        double divisor = Math.max(settings.nominalBatch(), batch.size());
        StepMetrics metrics = new StepMetrics(beta);
        Context context = new Context(
                anchor,
                hindsight.measure(batch, input.adapter()),
                corrections.measure(input, reference),
                divisor,
                metrics);
        trainer.load(input.weights(), input.optimizer());
        sumGradients(batch, context);
        AdamWConfig optimizer = scaled(batch);
        double gradientNorm = trainer.step(optimizer);
        LoraWeights weights = trainer.weights();

        Map<String, Double> figures = new TreeMap<>(metrics.figures(divisor));
        figures.putAll(anchor.figures());
        figures.put("fresh", (double) fresh.size());
        figures.put("replayed", (double) input.replayed().size());
        figures.put("gradient.norm", gradientNorm);
        figures.put("learning.rate", optimizer.learningRate());
        figures.put("delta.norm", weights.deltaNorm());
        return new StepResult(weights, trainer.optimizer(), anchor.shift(), fresh, figures);
    }

    /**
     * What was measured of the whole batch before it is split.
     *
     * @param informed log-probabilities in hindsight
     * @param corrections of pairs by their ids
     * @param divisor of the weighted sum of losses
     */
    private record Context(
            LabelAnchor.Measured anchor,
            Hindsight.Informed informed,
            Map<String, Correction> corrections,
            double divisor,
            StepMetrics metrics) {}

    private void sumGradients(List<Rated> batch, Context context) {
        for (List<Integer> piece : MicroBatches.cut(
                batch, r -> r.example().longest(), r -> r.example().answers().size(), settings.paddedTokens())) {
            backward(piece.stream().map(batch::get).toList(), context);
        }
    }

    private void backward(List<Rated> piece, Context context) {
        List<Completion> completions =
                piece.stream().flatMap(r -> r.example().completions().stream()).toList();
        try (LoraTrainer.Pass pass = trainer.forward(completions)) {
            float[][] logProbs = pass.tokenLogProbs();
            List<float[]> slopes = new ArrayList<>();
            for (Rated rated : piece) {
                double scale = rated.example().weight() / context.divisor();
                int row = slopes.size();
                if (rated.example().isPair()) {
                    PairLosses.Slopes pair = pair(rated, logProbs[row], logProbs[row + 1], context);
                    slopes.add(scaled(pair.chosen(), scale));
                    slopes.add(scaled(pair.rejected(), scale));
                } else if (hindsight.learnsFrom(rated)) {
                    TokenTerm term = context.informed().term(rated, logProbs[row]);
                    context.metrics().hindsight(rated, AnswerScorer.sum(logProbs[row]), term);
                    slopes.add(scaled(term.dLogProb(), scale));
                } else {
                    LabelTerm term = label(rated, logProbs[row], context.anchor(), context.metrics());
                    slopes.add(constant(logProbs[row].length, scale * term.dAnswer()));
                }
            }
            pass.backward(slopes.toArray(float[][]::new));
        }
    }

    private PairLosses.Slopes pair(Rated rated, float[] chosen, float[] rejected, Context context) {
        PairLogProbs whole = new PairLogProbs(
                AnswerScorer.sum(chosen),
                AnswerScorer.sum(rejected),
                rated.reference()[0],
                rated.reference()[1],
                chosen.length,
                rejected.length);
        Optional<Correction> correction =
                Optional.ofNullable(context.corrections().get(rated.id()));
        PairLosses.Slopes slopes = pairLosses.of(whole, correction, chosen, rejected);
        context.metrics()
                .pair(
                        rated,
                        whole,
                        slopes.preference(),
                        slopes.sft(),
                        settings.loss().sftWeight(),
                        correction.isPresent());
        return slopes;
    }

    private LabelTerm label(Rated rated, float[] answer, LabelAnchor.Measured anchor, StepMetrics metrics) {
        Example example = rated.example();
        double logRatio = AnswerScorer.sum(answer) - rated.reference()[0];
        LabelTerm term = anchor.loss().of(logRatio, example.desirable(), anchor.anchor());
        metrics.label(rated, logRatio, answer.length, term);
        return example.desirable() ? new LabelTerm(term.value(), term.dAnswer() + approval(answer.length)) : term;
    }

    /**
     * Slope of the SFT term on an answer that was liked as it was. Only who is displeased edits: if edits alone were imitated,
     * a minority would pull a policy that the majority already likes back to its own taste.
     */
    private double approval(int tokens) {
        return -settings.loss().sftWeight() / tokens;
    }

    private AdamWConfig scaled(List<Rated> batch) {
        double mass = batch.stream().mapToDouble(r -> r.example().weight()).sum();
        double scale = Math.min(1, mass / settings.nominalBatch());
        return settings.optimizer().withLearningRate(settings.optimizer().learningRate() * scale);
    }

    private static float[] scaled(double[] slope, double scale) {
        float[] scaled = new float[slope.length];
        for (int t = 0; t < slope.length; t++) {
            scaled[t] = (float) (scale * slope[t]);
        }
        return scaled;
    }

    private static float[] constant(int tokens, double value) {
        float[] slope = new float[tokens];
        Arrays.fill(slope, (float) value);
        return slope;
    }
}
