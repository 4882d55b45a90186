package dev.backchannel.learner.influence;

import dev.backchannel.avro.Preference;
import dev.backchannel.learner.example.Example;

/**
 * A preference that was let through, as far as later ones are measured against it.
 *
 * @param at when, by {@link LogClock}; milliseconds
 * @param user fingerprint of who taught it, as are the following of where and what
 * @param conversation 0: unknown, from a checkpoint of an earlier version
 * @param tenant likewise
 * @param text likewise
 */
record Lesson(long at, double weight, long user, long conversation, long tenant, long text) {
    static Lesson of(Example example, long at) {
        Preference preference = example.preference();
        return new Lesson(
                at,
                example.weight(),
                Fingerprint.user(preference),
                Fingerprint.conversation(preference),
                Fingerprint.tenant(preference.getTenant()),
                Fingerprint.text(preference));
    }

    Lesson at(long other) {
        return new Lesson(other, weight, user, conversation, tenant, text);
    }
}
