package dev.backchannel.learner.plan;

import dev.backchannel.avro.Preference;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a preference can be accounted for: its signals' ids are known, and naming them all fits into one transaction.
 * One that cannot be goes to the dead letters as it is.
 */
final class Accountable {
    /** Characters of a preference's id; a step names dozens of them in one record. */
    private static final int LONGEST_ID = 1 << 10;
    /** Characters of all dispositions together: a record holds them even if each takes three bytes. */
    private static final long MOST_TEXT = 2 << 20;

    private Accountable() {}

    static Optional<String> objection(Preference preference) {
        int id = preference.getPreferenceId().length();
        if (id == 0 || id > LONGEST_ID) {
            return Optional.of("a preference_id of " + id + " characters, but it must have from 1 to " + LONGEST_ID);
        }
        if (preference.getEvidence().isEmpty()) {
            return Optional.of("no evidence: nobody could be told what became of it");
        }
        long text = text(preference);
        return text > MOST_TEXT
                ? Optional.of("to account for its evidence would take " + text + " characters of ids, of which "
                        + MOST_TEXT + " can be written at once")
                : Optional.empty();
    }

    /** Of all dispositions of its evidence, each of which repeats the preference's own ids, the tenant in its key. */
    private static long text(Preference preference) {
        long shared = 2L * length(preference.getTenant())
                + length(preference.getConversationId())
                + length(preference.getTurnId())
                + length(preference.getUserId())
                + length(preference.getPreferenceId());
        return preference.getEvidence().stream()
                .mapToLong(event -> shared + 2L * length(event))
                .sum();
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }
}
