package dev.backchannel.streams.attribution;

/**
 * A follow-up that nobody sent as such: the last user message of the next turn.
 *
 * @param eventId {@code <event id of the next turn>#follow-up}
 * @param turnId the predecessor, to which it is the reaction
 * @param text what the user said
 */
public record DerivedFollowUp(String eventId, String turnId, String text) {}
