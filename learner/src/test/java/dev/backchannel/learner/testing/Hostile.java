package dev.backchannel.learner.testing;

import dev.backchannel.avro.Preference;
import dev.backchannel.topics.Keys;
import dev.backchannel.topics.Topics;

/**
 * A record of {@code preferences} that nobody in their right mind would write, and how it must end.
 *
 * @param key of the record, null for none
 * @param value of the record, null for none
 * @param preferenceId of the preference in it, empty if there is none
 * @param evidence its signal, empty if there is none
 * @param end what its end says: {@code letter:}, an outcome, or {@code taught}
 */
public record Hostile(String name, String key, byte[] value, String preferenceId, String evidence, String end) {
    static Hostile bytes(String name, String key, byte[] value, String end) {
        return new Hostile(name, key, value, "", "", end);
    }

    static Hostile preference(String name, Preference preference, String end, Topics topics) {
        return new Hostile(
                name,
                Keys.of(preference.getTenant(), preference.getConversationId()),
                topics.preferences.valueSerde().serializer().serialize(topics.preferences.name(), preference),
                preference.getPreferenceId(),
                preference.getEvidence().isEmpty()
                        ? ""
                        : preference.getEvidence().get(0),
                end);
    }
}
