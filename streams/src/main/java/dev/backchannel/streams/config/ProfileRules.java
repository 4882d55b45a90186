package dev.backchannel.streams.config;

import java.time.Duration;

/**
 * Whether and how users' wishes are remembered in words.
 *
 * @param on false: nothing is asked, inferred or stored; a user's own changes still count
 * @param entries remembered per user; the oldest and least confirmed go first, the user's own words last
 * @param deadline how long the mining worker may take to say what an edit means; nothing waits for it
 */
public record ProfileRules(boolean on, int entries, Duration deadline) {
    public ProfileRules {
        if (entries < 1 || entries > 1_000) {
            throw new IllegalArgumentException("profile entries must be 1 to 1000 per user, not " + entries);
        }
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("the deadline of a description must be above zero, not " + deadline);
        }
    }

    public static ProfileRules standard() {
        return new ProfileRules(true, 128, Duration.ofMinutes(1));
    }

    public ProfileRules withEntries(int most) {
        return new ProfileRules(on, most, deadline);
    }

    public ProfileRules off() {
        return new ProfileRules(false, entries, deadline);
    }
}
