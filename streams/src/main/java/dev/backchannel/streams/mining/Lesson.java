package dev.backchannel.streams.mining;

import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.TurnState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A preference and what it uses up.
 *
 * @param partner the other turn of a pair from two answers, null if none: its pair is used, too
 * @param partnerEvidence signals that wait at the partner and speak for this preference
 */
public record Lesson(Preference preference, @Nullable TurnState partner, List<PendingSignal> partnerEvidence) {
    static Lesson of(Preference preference) {
        return new Lesson(preference, null, List.of());
    }
}
