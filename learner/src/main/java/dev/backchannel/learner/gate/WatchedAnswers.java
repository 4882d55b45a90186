package dev.backchannel.learner.gate;

import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.AnswerStream;
import dev.backchannel.policy.Decoder;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.SamplingParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A policy's greedy answers with its reference beside it: both read each token that the policy says, so the KL between them is
 * exact at every token and costs no pass of its own, and no [tokens, vocabulary] array is ever held.
 */
final class WatchedAnswers {
    private final PolicyModel model;
    private final List<int[]> prompts;
    private final AnswerStream[] streams;
    private final int[] said;
    private double kl;
    private int tokens;

    private WatchedAnswers(PolicyModel model, List<int[]> prompts, SamplingParameters greedy) {
        this.model = model;
        this.prompts = prompts;
        this.streams = prompts.stream()
                .map(p -> new AnswerStream(
                        model.tokenizer(), greedy, model.config().contextLength() - p.length))
                .toArray(AnswerStream[]::new);
        this.said = new int[prompts.size()];
    }

    /**
     * What was said, and how far from the reference.
     *
     * @param kl mean KL(policy ‖ reference) over the tokens said, ends of turns included; nats
     */
    record Run(List<Generated> answers, double kl) {}

    /** @param referenceOrNull null is the base */
    static Run of(
            PolicyModel model,
            Adapter adapter,
            @Nullable Adapter referenceOrNull,
            List<int[]> prompts,
            SamplingParameters greedy) {
        return new WatchedAnswers(model, prompts, greedy).run(adapter, referenceOrNull);
    }

    private Run run(Adapter adapter, @Nullable Adapter referenceOrNull) {
        try (Decoder policy = model.decoder(adapter, prompts.size());
                Decoder other = model.decoder(referenceOrNull, prompts.size())) {
            for (int row : running()) {
                say(row, policy.prefill(row, prompts.get(row)), other.prefill(row, prompts.get(row)));
            }
            for (int[] rows = running(); rows.length > 0; rows = running()) {
                int[] last = IntStream.of(rows).map(row -> said[row]).toArray();
                float[][] own = policy.step(rows, last);
                float[][] reference = other.step(rows, last);
                for (int i = 0; i < rows.length; i++) {
                    say(rows[i], own[i], reference[i]);
                }
            }
        }
        List<Generated> answers = new ArrayList<>();
        Arrays.stream(streams).forEach(stream -> answers.add(stream.generated()));
        return new Run(answers, tokens == 0 ? 0 : kl / tokens);
    }

    private int[] running() {
        return IntStream.range(0, streams.length)
                .filter(row -> streams[row].finishReason().isEmpty())
                .toArray();
    }

    private void say(int row, float[] own, float[] reference) {
        kl += Kl.of(own, reference);
        tokens++;
        said[row] = likeliest(own);
        streams[row].push(said[row]);
    }

    private static int likeliest(float[] logits) {
        int best = 0;
        for (int v = 1; v < logits.length; v++) {
            best = logits[v] > logits[best] ? v : best;
        }
        return best;
    }
}
