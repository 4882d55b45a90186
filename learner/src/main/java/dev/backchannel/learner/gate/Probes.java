package dev.backchannel.learner.gate;

import dev.backchannel.avro.Probe;
import dev.backchannel.learner.state.LastLook;
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
import org.jspecify.annotations.Nullable;

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
    private final SamplingParameters greedy;
    private final List<int[]> prompts;
    private final List<Generated> baseAnswers;
    private final List<Completion> rated;
    private final float[][] baseLogProbs;
    private final LastLook baseLook;

    Probes(PolicyModel model, int tokens) {
        this.model = model;
        this.greedy = SamplingParameters.greedy(tokens);
        this.prompts = QUESTIONS.stream()
                .map(q -> model.prompts().prompt(List.of(new ChatMessage("user", q))))
                .map(p -> lastTokens(p, model.config().contextLength() - tokens))
                .toList();
        this.baseAnswers = new Generator(model).generate(null, prompts, greedy);
        this.rated = completions(baseAnswers);
        this.baseLogProbs = model.tokenLogProbs(rated, null);
        this.baseLook = look(new ProbeRun(baseAnswers, baseAnswers, 0), null);
    }

    /** Answers the probes: two decoding steps, policy and reference, for each token of the longest answer. */
    ProbeRun run(Adapter adapter, @Nullable Adapter referenceOrNull) {
        WatchedAnswers.Run run = WatchedAnswers.of(model, adapter, referenceOrNull, prompts, greedy);
        return new ProbeRun(baseAnswers, run.answers(), run.kl());
    }

    /** What a look in full saw, for later steps to be held against. */
    LastLook look(ProbeRun run, @Nullable Adapter adapterOrNull) {
        List<List<Integer>> ended = new ArrayList<>();
        for (Generated answer : run.answers()) {
            ended.add(answer.endOfTurn() ? boxed(withEnd(answer)) : List.of());
        }
        return new LastLook(ended, ending(ended, adapterOrNull));
    }

    /** The same of the base, which is what every lineage starts as. */
    LastLook lookOfBase() {
        return baseLook;
    }

    /** Mean log-probability of the last tokens of such answers as there are, nats; NaN if there are none. */
    double ending(List<List<Integer>> answers, @Nullable Adapter adapterOrNull) {
        List<Completion> given = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            if (!answers.get(i).isEmpty()) {
                given.add(new Completion(
                        prompts.get(i),
                        answers.get(i).stream().mapToInt(id -> id).toArray()));
            }
        }
        return given.isEmpty()
                ? Double.NaN
                : Arrays.stream(model.tokenLogProbs(given, adapterOrNull))
                        .mapToDouble(ofTokens -> ofTokens[ofTokens.length - 1])
                        .average()
                        .orElseThrow();
    }

    /** log π_adapter − log π_base on the base's answers, [probe][token]. */
    double[][] difference(@Nullable Adapter adapterOrNull) {
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

    /** Each answer with its end-of-turn token, if it has one: an empty answer is rated by that. */
    private List<Completion> completions(List<Generated> answers) {
        List<Completion> completions = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            Generated answer = answers.get(i);
            completions.add(new Completion(prompts.get(i), answer.endOfTurn() ? withEnd(answer) : answer.tokens()));
        }
        return completions;
    }

    private int[] withEnd(Generated answer) {
        int[] tokens = Arrays.copyOf(answer.tokens(), answer.tokens().length + 1);
        tokens[tokens.length - 1] = model.prompts().endOfTurnId();
        return tokens;
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

    /** Elementwise; {@code bOrNull} null is zero everywhere. */
    static double[][] minus(double[][] a, double @Nullable [][] bOrNull) {
        if (bOrNull == null) {
            return a;
        }
        double[][] difference = new double[a.length][];
        for (int i = 0; i < a.length; i++) {
            difference[i] = new double[a[i].length];
            for (int t = 0; t < a[i].length; t++) {
                difference[i][t] = a[i][t] - bOrNull[i][t];
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
