package dev.backchannel.streams.followup;

import java.util.Locale;

/** What a user's next message says about the answer before it (the taxonomy of arXiv 2407.10944). */
public enum FollowUpClass {
    POSITIVE,
    /** The same request again. */
    REPHRASE,
    /** What was meant, or how the answer should have been. */
    CORRECTION,
    COMPLAINT,
    /** A question about the answer. */
    CLARIFICATION,
    NEUTRAL;

    /** As it is written in records: in lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }

    public boolean isNegative() {
        return this == REPHRASE || this == CORRECTION || this == COMPLAINT;
    }
}
