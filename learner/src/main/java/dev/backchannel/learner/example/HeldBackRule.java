package dev.backchannel.learner.example;

import dev.backchannel.avro.Preference;
import dev.backchannel.learner.choice.Choice;
import dev.backchannel.topics.Keys;

/**
 * Holds whole conversations back from training, for the gate. Decided by the conversation's id alone, so that every
 * learner, replay and rebuild agrees.
 *
 * @param share of conversations, 0 to below 1
 */
public record HeldBackRule(double share) {
    public HeldBackRule {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException("the held-back share is " + share + ", but must be from 0 to below 1");
        }
    }

    public boolean holdsBack(Preference preference) {
        String conversation = Keys.of(preference.getTenant(), preference.getConversationId());
        return Choice.unit("held-back", conversation) < share;
    }
}
