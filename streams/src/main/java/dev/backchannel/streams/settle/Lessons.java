package dev.backchannel.streams.settle;

import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.mining.Lesson;

/** Writes a preference and uses up what it uses; a partner with evidence of its own is {@link Settlement}'s business. */
final class Lessons {
    private Lessons() {}

    static void apply(TurnState state, PendingSignal evidence, Lesson lesson, Outbox out) {
        Preference preference = lesson.preference();
        out.teach(preference, evidence);
        out.mined(state, evidence, preference);
        out.store(TurnStates.withTaught(state, preference));
        if (lesson.partner() != null && lesson.partnerEvidence().isEmpty()) {
            out.store(TurnStates.withTaught(lesson.partner(), preference));
        }
    }
}
