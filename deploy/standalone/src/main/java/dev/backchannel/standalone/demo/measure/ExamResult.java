package dev.backchannel.standalone.demo.measure;

import dev.backchannel.standalone.demo.check.Judgement;
import java.util.List;
import java.util.function.Predicate;

/** Every answer of one exam, in the order of the questions. */
public record ExamResult(List<Graded> answers) {
    /** One answer and what its user found in it. */
    public record Graded(HeldOut question, String answer, Judgement judgement) {}

    public ExamResult {
        answers = List.copyOf(answers);
    }

    /** The share of answers that end, are on topic and meet all of their user's wishes. */
    public double satisfaction() {
        return share(Judgement::satisfied);
    }

    public double onTopic() {
        return share(Judgement::onTopic);
    }

    public double complete() {
        return share(Judgement::complete);
    }

    private double share(Predicate<Judgement> holds) {
        return answers.isEmpty()
                ? 0
                : answers.stream().map(Graded::judgement).filter(holds).count() / (double) answers.size();
    }
}
