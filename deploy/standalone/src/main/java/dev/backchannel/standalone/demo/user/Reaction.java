package dev.backchannel.standalone.demo.user;

/** What a user does with an answer. */
public sealed interface Reaction {
    /** Nothing, as most of the time. */
    record Silence() implements Reaction {}

    /** Takes the answer as it is. */
    record Acceptance() implements Reaction {}

    record Thumb(boolean up) implements Reaction {}

    /** Writes the answer as it should have been. */
    record Edit(String text) implements Reaction {}

    /**
     * Says something about the answer.
     *
     * @param pleased whether it is thanks
     * @param inChat as the next message of the conversation, so that the backend sends no event for it; else as an
     *     explicit follow-up event
     */
    record Remark(String text, boolean pleased, boolean inChat) implements Reaction {}

    /** Asks for another answer to the same messages. */
    record Regeneration() implements Reaction {}
}
