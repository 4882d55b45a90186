package dev.backchannel.learner.step;

import dev.backchannel.avro.SignalKind;
import dev.backchannel.learner.example.ChangedSpans;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.loss.EditMask;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the pairs of a step of which only what a user changed is to be compared, if that is wished. */
final class Corrections {
    private final boolean wished;
    private final AnswerScorer scorer;

    Corrections(EditMask mask, AnswerScorer scorer) {
        this.wished = mask != EditMask.OFF;
        this.scorer = scorer;
    }

    /**
     * By preference. What the reference makes of a span does not travel with a replayed pair, whose whole answers it rated at
     * their first use: it is measured again.
     *
     * @param reference [fresh example][answer][token] log π_ref, nats
     */
    Map<String, Correction> measure(StepInput input, List<float[][]> reference) {
        Map<String, Correction> found = new HashMap<>();
        add(input.fresh(), reference, found);
        List<Example> replayed = new ArrayList<>();
        for (Rated rated : input.replayed()) {
            spans(rated.example()).ifPresent(unused -> replayed.add(rated.example()));
        }
        add(replayed, scorer.tokensOfExamples(replayed, input.referenceOrNull()), found);
        return found;
    }

    private void add(List<Example> examples, List<float[][]> reference, Map<String, Correction> found) {
        for (int i = 0; i < examples.size(); i++) {
            float[][] logProbs = reference.get(i);
            String id = examples.get(i).id();
            spans(examples.get(i)).ifPresent(spans -> found.put(id, Correction.of(spans, logProbs)));
        }
    }

    private Optional<ChangedSpans> spans(Example example) {
        return wished && example.isPair() && example.preference().getSignal() == SignalKind.EDIT
                ? ChangedSpans.between(
                        example.answers().get(0), example.answers().get(1))
                : Optional.empty();
    }
}
