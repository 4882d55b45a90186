package dev.backchannel.learner.gate;

import dev.backchannel.learner.state.HeldBack;
import dev.backchannel.learner.step.AnswerScorer;
import dev.backchannel.learner.step.Rated;
import dev.backchannel.policy.Adapter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says which held-back preferences a policy ranks right: margin above 0 for pairs, the sign of the reward for labels. */
final class HeldBackJudge {
    /** Nats; smaller moves are rounding noise, and so a tie. */
    private static final double NOISE = 1e-3;

    private final AnswerScorer scorer;

    HeldBackJudge(AnswerScorer scorer) {
        this.scorer = scorer;
    }

    /** Judges the promoted policy only on the cases on which it was not judged yet. */
    HeldBackRun run(HeldBack heldBack, @Nullable Adapter promotedOrNull, Adapter candidate) {
        List<HeldBack.Case> cases = heldBack.cases();
        double[] before = new double[cases.size()];
        List<Rated> unjudged = new ArrayList<>();
        for (int i = 0; i < before.length; i++) {
            before[i] = cases.get(i).promoted();
            if (Double.isNaN(before[i])) {
                unjudged.add(cases.get(i).rated());
            }
        }
        double[] found = outcomes(unjudged, promotedOrNull);
        int next = 0;
        for (int i = 0; i < before.length; i++) {
            if (Double.isNaN(before[i])) {
                before[i] = found[next++];
            }
        }
        return new HeldBackRun(before, outcomes(heldBack.rated(), candidate));
    }

    private double[] outcomes(List<Rated> cases, @Nullable Adapter adapterOrNull) {
        List<double[]> policy =
                scorer.ofExamples(cases.stream().map(Rated::example).toList(), adapterOrNull);
        double[] outcomes = new double[cases.size()];
        for (int i = 0; i < outcomes.length; i++) {
            double gain = cases.get(i).gain(policy.get(i));
            outcomes[i] = gain > NOISE ? 1 : gain < -NOISE ? 0 : 0.5;
        }
        return outcomes;
    }
}
