package dev.backchannel.learner.log;

import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.Preference;
import dev.backchannel.learner.plan.Incoming;
import dev.backchannel.learner.plan.Reasons;
import java.util.List;

/** What becomes of a preference's evidence: one disposition for each signal that speaks for it, however often it is named. */
public final class Dispositions {
    private final String policy;

    /** @param policy whose learner says so */
    public Dispositions(String policy) {
        this.policy = policy;
    }

    public List<Disposition> of(Preference preference, Outcome outcome, String reason) {
        String brief = Reasons.brief(reason);
        return preference.getEvidence().stream()
                .distinct()
                .map(signal -> Disposition.newBuilder()
                        .setEventId(signal)
                        .setTenant(preference.getTenant())
                        .setConversationId(preference.getConversationId())
                        .setTurnId(preference.getTurnId())
                        .setUserId(preference.getUserId())
                        .setSignal(preference.getSignal())
                        .setOutcome(outcome)
                        .setReason(brief)
                        .setPreferenceId(preference.getPreferenceId())
                        .setAcceptedAt(preference.getAcceptedAt())
                        .setPolicy(policy)
                        .build())
                .toList();
    }

    /** Of a record that teaches nothing; none for one that may. */
    public List<Disposition> of(Incoming incoming) {
        if (incoming instanceof Incoming.Held held) {
            return of(held.example().preference(), Outcome.HELD_BACK, "its conversation is held back to judge by");
        }
        if (incoming instanceof Incoming.Capped capped) {
            return of(capped.example().preference(), Outcome.CAPPED, capped.reason());
        }
        if (incoming instanceof Incoming.Erased erased) {
            return of(erased.preference(), Outcome.ERASED, erased.reason());
        }
        if (incoming instanceof Incoming.Unusable unusable) {
            return of(unusable.preference(), Outcome.UNUSABLE, unusable.reason());
        }
        return List.of();
    }
}
