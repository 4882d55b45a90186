package dev.backchannel.standalone.lineage;

import dev.backchannel.avro.Pair;
import dev.backchannel.avro.Preference;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A preference as lineage shows it: whose it is and what speaks for it, without the texts.
 *
 * @param kind pair or label
 * @param signal edit, thumb …
 * @param evidence ids of the events that speak for it
 * @param acceptedAt of its latest evidence, ISO 8601
 */
public record LessonView(
        String preferenceId,
        @Nullable String kind,
        @Nullable String signal,
        double weight,
        @Nullable String tenant,
        @Nullable String userId,
        @Nullable String conversationId,
        @Nullable String turnId,
        List<String> evidence,
        @Nullable String acceptedAt) {
    static LessonView of(Preference preference) {
        return new LessonView(
                preference.getPreferenceId(),
                preference.getBody() instanceof Pair ? "pair" : "label",
                preference.getSignal().name().toLowerCase(Locale.ROOT),
                preference.getWeight(),
                preference.getTenant(),
                preference.getUserId(),
                preference.getConversationId(),
                preference.getTurnId(),
                List.copyOf(preference.getEvidence()),
                preference.getAcceptedAt().toString());
    }

    /** One that a step names, but that retention has deleted from the topic. */
    static LessonView deleted(String preferenceId) {
        return new LessonView(preferenceId, null, null, 0, null, null, null, null, List.of(), null);
    }
}
