package dev.backchannel.streams.followup;

import java.util.Locale;
import java.util.Map;

/**
 * A follow-up as it was understood.
 *
 * @param cue the words that decided
 * @param confidence 0 to 1
 */
public record FollowUpReading(FollowUpClass followUpClass, String cue, double confidence) {
    static FollowUpReading neutral() {
        return new FollowUpReading(FollowUpClass.NEUTRAL, "", 0.5);
    }

    /** For the explanation of a preference. */
    public Map<String, String> explanation() {
        return Map.of(
                "class", name(),
                "cue", cue,
                "confidence", String.format(Locale.ROOT, "%.2f", confidence));
    }

    /** For the reason of a disposition. */
    public String describe() {
        return cue.isEmpty() ? name() : name() + " ('" + cue + "')";
    }

    private String name() {
        return followUpClass.name().toLowerCase(Locale.ROOT);
    }
}
