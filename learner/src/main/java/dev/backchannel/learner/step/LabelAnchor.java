package dev.backchannel.learner.step;

import dev.backchannel.learner.loss.LabelBatch;
import dev.backchannel.learner.loss.LabelLoss;
import dev.backchannel.learner.loss.LossSettings;
import dev.backchannel.learner.loss.Losses;
import dev.backchannel.learner.loss.RewardShift;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.PolicyModel;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Measures, without gradient, the point from which the labels of a whole batch are judged; decides which loss serves. */
final class LabelAnchor {
    /** Serves where KTO finds too few partners. */
    private static final String WITHOUT_PARTNERS = "apo-zero-unpaired";

    private final LossSettings settings;
    private final LabelLoss configured;
    private final AnswerScorer scorer;
    private final MismatchedPartners partners;
    private final int mostPartners;

    LabelAnchor(PolicyModel model, StepSettings settings, AnswerScorer scorer) {
        this.settings = settings.loss();
        this.configured = Losses.labels(settings.loss());
        this.scorer = scorer;
        this.mostPartners = settings.nominalBatch();
        this.partners = new MismatchedPartners(model.prompts(), model.config().contextLength());
    }

    /**
     * @param loss what judges the labels of this step
     * @param anchor its anchor
     * @param shift the running mean of rewards after this step
     * @param figures what to record
     */
    record Measured(LabelLoss loss, double anchor, RewardShift shift, Map<String, Double> figures) {}

    Measured measure(StepInput input, List<Rated> labels, List<Rated> batch) {
        if (labels.isEmpty()) {
            return new Measured(configured, 0, input.shift(), Map.of());
        }
        Map<String, Double> figures = new TreeMap<>();
        LabelLoss loss = configured;
        double[] mismatched = new double[0];
        if (configured.leastPartners() > 0) {
            mismatched = mismatchedLogRatios(input, labels, batch);
            figures.put("kto.partners", (double) mismatched.length);
            if (mismatched.length == 0) {
                loss = Losses.labels(settings.withLabels(WITHOUT_PARTNERS));
            }
        }
        double[] own = configured.usesBatch() ? ownLogRatios(input, labels) : new double[0];
        double anchor = loss.anchor(new LabelBatch(own, mismatched, input.shift()));
        figures.put("label.anchor", anchor);
        RewardShift shift = configured.usesBatch()
                ? input.shift().after(own, configured.beta(), settings.shiftDecay())
                : input.shift();
        return new Measured(loss, anchor, shift, figures);
    }

    private double[] mismatchedLogRatios(StepInput input, List<Rated> labels, List<Rated> batch) {
        List<Completion> drawn = partners.draw(
                labels.stream().map(Rated::example).toList(),
                Stream.concat(batch.stream(), input.reservoir().stream())
                        .map(Rated::example)
                        .toList(),
                configured.leastPartners(),
                mostPartners,
                input.seed(),
                input.step());
        if (drawn.isEmpty()) {
            return new double[0];
        }
        return difference(scorer.sums(drawn, input.adapter()), scorer.sums(drawn, input.referenceOrNull()));
    }

    private double[] ownLogRatios(StepInput input, List<Rated> labels) {
        double[] policy = scorer.sums(
                labels.stream().flatMap(l -> l.example().completions().stream()).toList(), input.adapter());
        double[] reference = labels.stream().mapToDouble(l -> l.reference()[0]).toArray();
        return difference(policy, reference);
    }

    private static double[] difference(double[] a, double[] b) {
        double[] difference = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            difference[i] = a[i] - b[i];
        }
        return difference;
    }
}
