package dev.backchannel.learner.step;

import dev.backchannel.learner.loss.HindsightLoss;
import dev.backchannel.learner.loss.TokenTerm;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.Completion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Learns from labels by their follow-ups' words, if that is wished: rates them in hindsight, without gradient. */
final class Hindsight {
    private final Optional<HindsightLoss> loss;
    private final AnswerScorer scorer;

    Hindsight(Optional<HindsightLoss> loss, AnswerScorer scorer) {
        this.loss = loss;
        this.scorer = scorer;
    }

    boolean learnsFrom(Rated rated) {
        return loss.isPresent() && rated.example().hindsight().isPresent();
    }

    /** By the policy before the step. */
    Informed measure(List<Rated> batch, Adapter adapter) {
        List<Rated> labels = batch.stream().filter(this::learnsFrom).toList();
        List<Completion> completions = new ArrayList<>();
        for (Rated label : labels) {
            completions.add(new Completion(
                    label.example().hindsight().orElseThrow(), label.example().firstAnswer()));
        }
        float[][] logProbs = scorer.tokens(completions, adapter);
        Map<String, double[]> byId = new HashMap<>();
        for (int i = 0; i < logProbs.length; i++) {
            byId.put(labels.get(i).id(), doubles(logProbs[i]));
        }
        return new Informed(byId);
    }

    /** log π(y_t | x, o) of each label that has a follow-up, by its id. */
    final class Informed {
        private final Map<String, double[]> byId;

        private Informed(Map<String, double[]> byId) {
            this.byId = byId;
        }

        /** @param plain [tokens] log π(y_t | x) */
        TokenTerm term(Rated rated, float[] plain) {
            double[] said = doubles(plain);
            HindsightLoss chosen = loss.orElseThrow();
            double[] informed =
                    Objects.requireNonNull(byId.get(rated.id()), () -> rated.id() + " was not rated informed");
            return chosen.of(said, chosen.advantages(said, informed));
        }
    }

    private static double[] doubles(float[] values) {
        double[] doubles = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            doubles[i] = values[i];
        }
        return doubles;
    }
}
