package dev.backchannel.policy.pretrain;

import dev.backchannel.policy.Completion;
import dev.backchannel.policy.FinishReason;
import dev.backchannel.policy.Generated;
import dev.backchannel.policy.Generator;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.policy.flr.FollowUpLikelihood;
import dev.backchannel.policy.flr.FollowUps;
import dev.backchannel.policy.seed.AnswerWriter;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/** Measures a seed policy: is it legible, on topic, obedient, a mixture, and does a follow-up mean something to it? */
public final class SeedEvaluation {
    /** The sampling that the seed policy is meant for. */
    public static final double TEMPERATURE = 0.8;

    public static final double TOP_P = 0.95;

    private static final int MOST_TOKENS = 120;
    private static final int BATCH = 16;

    private final PolicyModel model;
    private final int requests;
    private final long seed;

    /** @param requests how many requests each figure is taken from */
    public SeedEvaluation(PolicyModel model, int requests, long seed) {
        this.model = model;
        this.requests = requests;
        this.seed = seed;
    }

    public SeedReport run() {
        List<EvaluationCase> plain = cases(false, false);
        List<EvaluationCase> heldOut = cases(true, false);
        List<EvaluationCase> named = cases(false, true);
        List<Sample> plainSamples = sample(plain, TEMPERATURE, TOP_P);
        List<Sample> namedSamples = sample(named, TEMPERATURE, TOP_P);
        FlrEvaluation.Result flr =
                new FlrEvaluation(new FollowUpLikelihood(model, FollowUps.standard()), seed).run(requests / 2);
        return new SeedReport(
                TEMPERATURE,
                TOP_P,
                perplexity(heldOut, false),
                perplexity(heldOut, true),
                onTopic(plainSamples),
                onTopic(sample(heldOut, TEMPERATURE, TOP_P)),
                onTopic(sample(plain, 1, 1)),
                obedience(namedSamples),
                mixture(plainSamples),
                flr.auc(),
                flr.aucTopic(),
                flr.aucStyle());
    }

    private List<EvaluationCase> cases(boolean heldOutPhrasing, boolean namesStyle) {
        Random random = new Random(seed + (heldOutPhrasing ? 11 : 0) + (namesStyle ? 7 : 0));
        List<EvaluationCase> cases = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            cases.add(EvaluationCase.draw(i, heldOutPhrasing, namesStyle, random));
        }
        return cases;
    }

    private record Sample(EvaluationCase asked, Generated answer) {
        boolean good() {
            return answer.finishReason() == FinishReason.STOP && asked.request().onTopic(answer.text());
        }
    }

    private List<Sample> sample(List<EvaluationCase> cases, double temperature, double topP) {
        Generator generator = new Generator(model);
        List<Sample> samples = new ArrayList<>();
        for (int from = 0; from < cases.size(); from += BATCH) {
            List<EvaluationCase> batch = cases.subList(from, Math.min(cases.size(), from + BATCH));
            List<Generated> answers = generator.generate(
                    null,
                    batch.stream()
                            .map(asked -> model.prompts().prompt(asked.messages()))
                            .toList(),
                    new SamplingParameters(temperature, topP, MOST_TOKENS, seed + from, List.of()));
            for (int i = 0; i < batch.size(); i++) {
                samples.add(new Sample(batch.get(i), answers.get(i)));
            }
        }
        return samples;
    }

    private static double onTopic(List<Sample> samples) {
        return samples.stream().filter(Sample::good).count() / (double) samples.size();
    }

    private static Map<String, Double> obedience(List<Sample> samples) {
        Map<String, int[]> counts = new LinkedHashMap<>();
        for (Sample sample : samples) {
            StyleProfile shown = AnswerStyle.of(sample.answer().text());
            for (StyleValue value : sample.asked().named().values().values()) {
                int[] count = counts.computeIfAbsent(
                        value.dimension().name().toLowerCase(Locale.ROOT), dimension -> new int[2]);
                count[0] += shown.has(value) ? 1 : 0;
                count[1]++;
            }
        }
        Map<String, Double> shares = new LinkedHashMap<>();
        counts.forEach((dimension, count) -> shares.put(dimension, count[0] / (double) count[1]));
        return shares;
    }

    private static Map<String, Double> mixture(List<Sample> samples) {
        Map<String, Double> shares = new LinkedHashMap<>();
        for (StyleValue value : StyleValue.values()) {
            long shown = samples.stream()
                    .filter(sample -> AnswerStyle.of(sample.answer().text()).has(value))
                    .count();
            shares.put(value.id(), shown / (double) samples.size());
        }
        return shares;
    }

    /** Of right answers; {@code styled} names the whole style of each in its system message. */
    private double perplexity(List<EvaluationCase> cases, boolean styled) {
        Random random = new Random(seed + 3);
        List<Completion> completions = new ArrayList<>();
        for (EvaluationCase asked : cases) {
            StyleProfile style = StyleProfile.random(random);
            EvaluationCase told = styled ? new EvaluationCase(asked.request(), style) : asked;
            String answer = AnswerWriter.write(asked.request(), style, random);
            completions.add(new Completion(
                    model.prompts().prompt(told.messages()), model.prompts().answer(answer, true)));
        }
        double sum = 0;
        int tokens = 0;
        for (int from = 0; from < completions.size(); from += BATCH) {
            List<Completion> batch = completions.subList(from, Math.min(completions.size(), from + BATCH));
            for (float[] logProbs : model.tokenLogProbs(batch, null)) {
                for (float logProb : logProbs) {
                    sum += logProb;
                }
                tokens += logProbs.length;
            }
        }
        return Math.exp(-sum / tokens);
    }
}
