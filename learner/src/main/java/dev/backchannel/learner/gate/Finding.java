package dev.backchannel.learner.gate;

import dev.backchannel.avro.Verdict;
import java.util.Map;

/**
 * What one check found.
 *
 * @param sentence with the figures, for people to read
 * @param figures for the checkpoint's metrics
 */
public record Finding(Verdict verdict, String sentence, Map<String, Double> figures) {
    static Finding of(boolean holds, String sentence, Map<String, Double> figures) {
        return new Finding(holds ? Verdict.PASSED : Verdict.REFUSED, sentence, figures);
    }
}
