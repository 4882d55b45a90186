package dev.backchannel.learner.gate;

import dev.backchannel.learner.step.AnswerScorer;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.PolicyModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How far a policy has moved towards what canaries warn of. A canary's drift is
 * [m(rejected) − m(preferred)] of the policy less the same of the base, with m the mean log-probability per token of the whole
 * answer, its end included; a kind's drift is the mean of its canaries'. What the base does is measured once.
 */
final class Canaries {
    private final List<Canary> canaries;
    private final List<Completion> completions = new ArrayList<>();
    private final AnswerScorer scorer;
    private final double[] base;

    Canaries(List<Canary> canaries, PolicyModel model, AnswerScorer scorer) {
        this.canaries = List.copyOf(canaries);
        this.scorer = scorer;
        canaries.forEach(canary -> completions.addAll(completions(canary, model)));
        this.base = leanings(null);
    }

    /**
     * The rejected answer, then the preferred.
     *
     * @throws IllegalArgumentException if one does not fit into the context
     */
    static List<Completion> completions(Canary canary, PolicyModel model) {
        int[] prompt = model.prompts().prompt(canary.messages());
        return Stream.of(canary.rejected(), canary.preferred())
                .map(answer -> model.prompts()
                        .fit(
                                prompt,
                                model.prompts().answer(answer, true),
                                model.config().contextLength()))
                .toList();
    }

    /** By kind, nats per token; above 0 is towards the vice. */
    Map<String, Double> drift(@Nullable Adapter adapterOrNull) {
        double[] policy = leanings(adapterOrNull);
        Map<String, double[]> sums = new TreeMap<>();
        for (int i = 0; i < policy.length; i++) {
            double[] sum = sums.computeIfAbsent(canaries.get(i).kind(), kind -> new double[2]);
            sum[0] += policy[i] - base[i];
            sum[1]++;
        }
        Map<String, Double> drift = new TreeMap<>();
        sums.forEach((kind, sum) -> drift.put(kind, sum[0] / sum[1]));
        return drift;
    }

    /** m(rejected) − m(preferred) of each canary. */
    private double[] leanings(@Nullable Adapter adapterOrNull) {
        double[] sums = scorer.sums(completions, adapterOrNull);
        double[] leanings = new double[canaries.size()];
        for (int i = 0; i < leanings.length; i++) {
            leanings[i] = mean(sums, 2 * i) - mean(sums, 2 * i + 1);
        }
        return leanings;
    }

    private double mean(double[] sums, int row) {
        return sums[row] / completions.get(row).completion().length;
    }
}
