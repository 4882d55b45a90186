package dev.backchannel.policy.pretrain;

import dev.backchannel.policy.flr.AnswerReward;
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
public final class FlrEvaluation {
    /**
     * The rewards of two answers to one request.
     *
     * @param missesStyle whether the missing one violates wishes; else it answers another request
     */
    public record Case(double fitting, double missing, boolean missesStyle) {}

    /** Areas under the ROC curve over all fitting against all missing answers, whatever their prompts. */
    record Result(double auc, double aucTopic, double aucStyle) {
        static Result of(List<Case> cases) {
            List<Double> fitting = cases.stream().map(Case::fitting).toList();
            return new Result(
                    FlrEvaluation.auc(fitting, cases.stream().map(Case::missing).toList()),
                    FlrEvaluation.auc(fitting, missing(cases, false)),
                    FlrEvaluation.auc(fitting, missing(cases, true)));
        }

        private static List<Double> missing(List<Case> cases, boolean style) {
            return cases.stream()
                    .filter(c -> c.missesStyle() == style)
                    .map(Case::missing)
                    .toList();
        }
    }

    private final AnswerReward reward;
    private final long seed;

    /** @param seed of the cases: the same seed draws the same requests and answers */
    public FlrEvaluation(AnswerReward reward, long seed) {
        this.reward = reward;
        this.seed = seed;
    }

    Result run(int cases) {
        return Result.of(cases(cases, false));
    }

    /** @param heldOutPhrasing ask in words that pretraining never showed */
    public List<Case> cases(int count, boolean heldOutPhrasing) {
        Random random = new Random(seed + 23);
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            boolean missesStyle = i % 2 == 0;
            EvaluationCase asked;
            do {
                asked = EvaluationCase.draw(random.nextInt(1000), heldOutPhrasing, missesStyle || i % 4 == 1, random);
            } while (missesStyle && asked.named().isEmpty());
            double fitting = reward(asked, AnswerWriter.write(asked.request(), asked.named(), random));
            double missing = reward(
                    asked,
                    missesStyle
                            ? AnswerWriter.write(asked.request(), violated(asked, random), random)
                            : answerToAnother(asked, random));
            cases.add(new Case(fitting, missing, missesStyle));
        }
        return cases;
    }

    private double reward(EvaluationCase asked, String answer) {
        return reward.reward(asked.messages(), answer);
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
