package dev.backchannel.standalone.bench.streams;

/**
 * What the made-up chats are like. Lengths and turns are those of LMSYS-Chat-1M (Zheng et al. 2023, table 1: 69.5 tokens a
 * prompt, 214.5 an answer, 2.0 turns a conversation) at four characters a token.
 *
 * @param turns of a conversation, geometric
 * @param question mean characters of a user's message, log-normal
 * @param answer mean characters of an answer, log-normal
 * @param spread sigma of both
 * @param thumbs share of turns with a thumb
 * @param edits share of turns that the user rewrites
 * @param regenerations share of turns that are answered once more
 * @param acceptances share of turns taken as they are
 * @param followUps share of turns with a follow-up sent as such; every further turn carries a derived one besides
 * @param repeats share of events that are sent twice
 * @param eventsPerSecond at which the chats go on, in their own time
 */
record TrafficShape(
        double turns,
        int question,
        int answer,
        double spread,
        double thumbs,
        double edits,
        double regenerations,
        double acceptances,
        double followUps,
        double repeats,
        double eventsPerSecond) {

    static TrafficShape standard() {
        return new TrafficShape(2.0, 278, 858, 1.0, 0.12, 0.08, 0.07, 0.05, 0.03, 0.005, 500);
    }

    /** Conversations that must begin in a second for {@link #eventsPerSecond}. */
    double conversationsPerSecond() {
        double signals = thumbs + edits + regenerations + acceptances + followUps;
        double answers = turns * (1 + regenerations);
        return eventsPerSecond / (answers + turns * signals);
    }
}
