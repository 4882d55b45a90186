package dev.backchannel.learner.step;

import dev.backchannel.learner.example.Example;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.PolicyModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
    public double[] sums(List<Completion> completions, @Nullable Adapter adapterOrNull) {
        return sums(tokens(completions, adapterOrNull));
    }

    /** [completion][token], nats. */
    public float[][] tokens(List<Completion> completions, @Nullable Adapter adapterOrNull) {
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
    public List<double[]> ofExamples(List<Example> examples, @Nullable Adapter adapterOrNull) {
        return tokensOfExamples(examples, adapterOrNull).stream()
                .map(AnswerScorer::sums)
                .toList();
    }

    /** For each example [answer][token], nats. */
    List<float[][]> tokensOfExamples(List<Example> examples, @Nullable Adapter adapterOrNull) {
        float[][] flat =
                tokens(examples.stream().flatMap(e -> e.completions().stream()).toList(), adapterOrNull);
        List<float[][]> tokens = new ArrayList<>();
        int next = 0;
        for (Example example : examples) {
            int answers = example.answers().size();
            tokens.add(Arrays.copyOfRange(flat, next, next + answers));
            next += answers;
        }
        return tokens;
    }

    /** Examples with what their reference makes of them; {@code referenceOrNull} null is the base. */
    public List<Rated> rate(List<Example> examples, @Nullable Adapter referenceOrNull) {
        return rated(examples, tokensOfExamples(examples, referenceOrNull));
    }

    /** @param reference [example][answer][token] */
    static List<Rated> rated(List<Example> examples, List<float[][]> reference) {
        List<Rated> rated = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            rated.add(new Rated(examples.get(i), sums(reference.get(i))));
        }
        return rated;
    }

    private static double[] sums(float[][] logProbs) {
        return Arrays.stream(logProbs).mapToDouble(AnswerScorer::sum).toArray();
    }

    static double sum(float[] logProbs) {
        double sum = 0;
        for (float logProb : logProbs) {
            sum += logProb;
        }
        return sum;
    }
}
