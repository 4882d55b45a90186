package dev.backchannel.streams.settle;

import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.mining.Lesson;
import java.util.ArrayList;
import java.util.List;

/** Writes a preference and uses up what it uses. */
final class Lessons {
    private Lessons() {}

    static void apply(TurnState state, PendingSignal evidence, Lesson lesson, Outbox out) {
        Preference preference = lesson.preference();
        out.teach(preference);
        out.mined(state, evidence, preference);
        out.store(TurnStates.withTaught(state, preference));
        if (lesson.partner() != null) {
            usePartner(evidence, lesson, out);
        }
    }

    private static void usePartner(PendingSignal evidence, Lesson lesson, Outbox out) {
        TurnState partner = lesson.partner();
        if (lesson.partnerEvidence().isEmpty()) {
            out.store(TurnStates.withTaught(partner, lesson.preference()));
            return;
        }
        List<PendingSignal> losers = new ArrayList<>(partner.getPending());
        for (PendingSignal signal : lesson.partnerEvidence()) {
            losers.remove(signal);
            out.mined(partner, signal, lesson.preference());
        }
        TurnState rest = TurnStates.withPending(partner, losers, null);
        Standing.of(rest, out).forEach(loser -> Settlement.supersede(partner, loser, evidence, out));
        out.store(TurnStates.withTaught(Settlement.idle(partner), lesson.preference()));
    }
}
