package dev.backchannel.learner.gate;

import dev.backchannel.avro.Probe;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.ChatMessage;
import dev.backchannel.policy.Completion;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.Generator;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.SamplingParameters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A few fixed prompts with the base's greedy answers to them, measured once. What an adapter changes on these answers is
 * recorded with its checkpoint, so that whoever loads it can see the same.
 */
final class Probes {
    /** Asked of every base; everyday requests that any assistant has an answer to. */
    private static final List<String> QUESTIONS = List.of(
            "Hello! What can you do for me?",
            "What are your opening hours today?",
            "Could you recommend something for two people?",
            "How much is a cup of coffee?",
            "What is showing tonight?",
            "I would like to book two seats, please.",
            "My order is wrong.",
            "Thank you, that is all.");

    private final PolicyModel model;
    private final Generator generator;
    private final SamplingParameters greedy;
    private final List<int[]> prompts;
    private final List<Generated> baseAnswers;
    private final List<Completion> rated;
    private final float[][] baseLogProbs;

    Probes(PolicyModel model, int tokens) {
        this.model = model;
        this.generator = new Generator(model);
        this.greedy = SamplingParameters.greedy(tokens);
        this.prompts = QUESTIONS.stream()
                .map(q -> model.prompts().prompt(List.of(new ChatMessage("user", q))))
                .map(p -> lastTokens(p, model.config().contextLength() - tokens))
                .toList();
        this.baseAnswers = generator.generate(null, prompts, greedy);
        this.rated = completions(baseAnswers);
        this.baseLogProbs = model.tokenLogProbs(rated, null);
    }

    /** Answers the probes: as many decoding steps as the longest answer has tokens. */
    ProbeRun run(Adapter adapter) {
        List<Generated> answers = generator.generate(adapter, prompts, greedy);
        return new ProbeRun(baseAnswers, answers, kl(answers, adapter));
    }

    /** log π_adapter − log π_base on the base's answers, [probe][token]. */
    double[][] difference(Adapter adapterOrNull) {
        return difference(model.tokenLogProbs(rated, adapterOrNull), baseLogProbs);
    }

    List<Probe> records(double[][] difference) {
        List<Probe> records = new ArrayList<>();
        for (int i = 0; i < rated.size(); i++) {
            records.add(Probe.newBuilder()
                    .setPrompt(boxed(rated.get(i).prompt()))
                    .setCompletion(boxed(rated.get(i).completion()))
                    .setDifference(Arrays.stream(difference[i]).boxed().toList())
                    .build());
        }
        return records;
    }

    /**
     * The mean of log π − log π_base over the tokens of the policy's own greedy answers: an estimate of the KL per token
     * from its most likely tokens.
     */
    private double kl(List<Generated> answers, Adapter adapter) {
        List<Completion> own = completions(answers);
        double[][] difference = difference(model.tokenLogProbs(own, adapter), model.tokenLogProbs(own, null));
        return Arrays.stream(difference)
                .flatMapToDouble(Arrays::stream)
                .average()
                .orElse(0);
    }

    /** Each answer with its end-of-turn token, if it has one: an empty answer is rated by that. */
    private List<Completion> completions(List<Generated> answers) {
        List<Completion> completions = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            int[] tokens = answers.get(i).tokens();
            if (answers.get(i).endOfTurn()) {
                tokens = Arrays.copyOf(tokens, tokens.length + 1);
                tokens[tokens.length - 1] = model.prompts().endOfTurnId();
            }
            completions.add(new Completion(prompts.get(i), tokens));
        }
        return completions;
    }

    private static double[][] difference(float[][] a, float[][] b) {
        double[][] difference = new double[a.length][];
        for (int i = 0; i < a.length; i++) {
            difference[i] = new double[a[i].length];
            for (int t = 0; t < a[i].length; t++) {
                difference[i][t] = (double) a[i][t] - b[i][t];
            }
        }
        return difference;
    }

    private static int[] lastTokens(int[] prompt, int atMost) {
        int from = Math.max(0, prompt.length - Math.max(1, atMost));
        return Arrays.copyOfRange(prompt, from, prompt.length);
    }

    private static List<Integer> boxed(int[] ids) {
        return Arrays.stream(ids).boxed().toList();
    }
}
