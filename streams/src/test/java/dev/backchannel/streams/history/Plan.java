package dev.backchannel.streams.history;

import java.util.List;

/** What a generated history is made of; {@link Script} writes its events. */
record Plan(List<Talk> talks, List<Reaction> reactions, int worker) {
    /** How a turn's prompt comes about. */
    enum Prompt {
        /** The conversation so far and a new question. */
        GOES_ON,
        /** The same as the turn before: another answer to it. */
        AGAIN,
        /** A new question alone: the backend forgot what was before. */
        FORGETFUL
    }

    /** A conversation; others may have the same id in another tenant. */
    record Talk(String tenant, String id, List<Said> turns) {}

    /**
     * A turn.
     *
     * @param message which of {@link Script#MESSAGES} the user sends
     * @param answer which of {@link Script#ANSWERS} is given
     * @param at milliseconds
     * @param skew by how much the backend's clock is ahead, milliseconds
     * @param again milliseconds until it is sent again, negative: it is not
     * @param conflict whether what is sent again has another answer
     */
    record Said(
            Prompt prompt, int message, int answer, boolean train, long at, long skew, long again, boolean conflict) {
        /** Sent once, by a clock that is right. */
        Said(Prompt prompt, int message, int answer, boolean train, long at) {
            this(prompt, message, answer, train, at, 0, -1, false);
        }
    }

    /**
     * A signal.
     *
     * @param talk index into the talks
     * @param turn index of a turn of the talk; beyond its end: one that never comes; negative: the latest, by leaving it out
     * @param payload index into {@link Script#PAYLOADS}
     * @param user index into {@link Script#USERS}
     * @param at milliseconds
     * @param skew by how much the user's clock is ahead, milliseconds
     * @param again milliseconds until it is sent again, negative: it is not
     * @param conflict whether what is sent again says something else
     */
    record Reaction(
            int talk,
            int turn,
            int payload,
            int user,
            long at,
            long skew,
            boolean train,
            long again,
            boolean conflict) {}
}
