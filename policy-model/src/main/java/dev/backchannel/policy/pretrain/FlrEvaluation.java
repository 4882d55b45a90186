package dev.backchannel.policy.pretrain;

import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.flr.FollowUpLikelihood;
import dev.backchannel.policy.flr.FollowUps;
import dev.backchannel.policy.seed.AnswerWriter;
import dev.backchannel.policy.style.StyleProfile;
import dev.backchannel.policy.style.StyleValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Measures whether the follow-up likelihood reward tells fitting answers from answers that miss. Half of the missing ones
 * answer another request; the others violate one or two of the wishes that the system message names.
 */
final class FlrEvaluation {
    /** Areas under the ROC curve over all fitting against all missing answers, whatever their prompts. */
    record Result(double auc, double aucTopic, double aucStyle) {}

    private final FollowUpLikelihood likelihood;
    private final long seed;

    FlrEvaluation(PolicyModel model, long seed) {
        this.likelihood = new FollowUpLikelihood(model, FollowUps.standard());
        this.seed = seed;
    }

    Result run(int cases) {
        Random random = new Random(seed + 23);
        List<Double> fitting = new ArrayList<>();
        List<Double> offTopic = new ArrayList<>();
        List<Double> offStyle = new ArrayList<>();
        for (int i = 0; i < cases; i++) {
            boolean missesStyle = i % 2 == 0;
            EvaluationCase asked;
            do {
                asked = EvaluationCase.draw(random.nextInt(1000), false, missesStyle || i % 4 == 1, random);
            } while (missesStyle && asked.named().isEmpty());
            fitting.add(reward(asked, AnswerWriter.write(asked.request(), asked.named(), random)));
            if (missesStyle) {
                offStyle.add(reward(asked, AnswerWriter.write(asked.request(), violated(asked, random), random)));
            } else {
                offTopic.add(reward(asked, answerToAnother(asked, random)));
            }
        }
        List<Double> missing = new ArrayList<>(offTopic);
        missing.addAll(offStyle);
        return new Result(auc(fitting, missing), auc(fitting, offTopic), auc(fitting, offStyle));
    }

    private double reward(EvaluationCase asked, String answer) {
        return likelihood.reward(asked.messages(), answer);
    }

    private static String answerToAnother(EvaluationCase asked, Random random) {
        while (true) {
            EvaluationCase other = EvaluationCase.draw(random.nextInt(1000), false, false, random);
            String answer = AnswerWriter.write(other.request(), asked.named(), random);
            if (!asked.request().onTopic(answer)) {
                return answer;
            }
        }
    }

    private static StyleProfile violated(EvaluationCase asked, Random random) {
        List<StyleValue> wishes = new ArrayList<>(asked.named().values().values());
        StyleProfile shown = asked.named();
        for (int i = 0; i < 1 + random.nextInt(2) && !wishes.isEmpty(); i++) {
            shown = shown.with(wishes.remove(random.nextInt(wishes.size())).opposite());
        }
        return shown;
    }

    /** The probability that one of {@code higher} is above one of {@code lower}; ties count half. */
    static double auc(List<Double> higher, List<Double> lower) {
        double sum = 0;
        for (double high : higher) {
            for (double low : lower) {
                sum += high > low ? 1 : high == low ? 0.5 : 0;
            }
        }
        return sum / ((double) higher.size() * lower.size());
    }
}
