package dev.backchannel.learner.step;

import dev.backchannel.learner.example.Example;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.PolicyModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Log-probabilities of whole answers without gradient, in pieces that fit the memory. */
public final class AnswerScorer {
    private final PolicyModel model;
    private final int paddedTokens;

    /** @param paddedTokens tokens of one forward pass, padding included */
    public AnswerScorer(PolicyModel model, int paddedTokens) {
        this.model = model;
        this.paddedTokens = paddedTokens;
    }

    /** Sums over the tokens of each completion, nats; {@code adapterOrNull} null is the base. */
    public double[] sums(List<Completion> completions, Adapter adapterOrNull) {
        return Arrays.stream(tokens(completions, adapterOrNull))
                .mapToDouble(AnswerScorer::sum)
                .toArray();
    }

    /** [completion][token], nats. */
    public float[][] tokens(List<Completion> completions, Adapter adapterOrNull) {
        float[][] tokens = new float[completions.size()][];
        for (List<Integer> piece : MicroBatches.cut(completions, Completion::length, c -> 1, paddedTokens)) {
            float[][] logProbs =
                    model.tokenLogProbs(piece.stream().map(completions::get).toList(), adapterOrNull);
            for (int row = 0; row < piece.size(); row++) {
                tokens[piece.get(row)] = logProbs[row];
            }
        }
        return tokens;
    }

    /** For each example the sum of each of its answers. */
    public List<double[]> ofExamples(List<Example> examples, Adapter adapterOrNull) {
        double[] flat =
                sums(examples.stream().flatMap(e -> e.completions().stream()).toList(), adapterOrNull);
        List<double[]> sums = new ArrayList<>();
        int next = 0;
        for (Example example : examples) {
            double[] own = new double[example.answers().size()];
            System.arraycopy(flat, next, own, 0, own.length);
            next += own.length;
            sums.add(own);
        }
        return sums;
    }

    /** Examples with what their reference makes of them; {@code referenceOrNull} null is the base. */
    public List<Rated> rate(List<Example> examples, Adapter referenceOrNull) {
        List<double[]> reference = ofExamples(examples, referenceOrNull);
        List<Rated> rated = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            rated.add(new Rated(examples.get(i), reference.get(i)));
        }
        return rated;
    }

    static double sum(float[] logProbs) {
        double sum = 0;
        for (float logProb : logProbs) {
            sum += logProb;
        }
        return sum;
    }
}
