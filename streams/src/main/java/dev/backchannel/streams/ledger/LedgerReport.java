package dev.backchannel.streams.ledger;

import java.util.List;
import java.util.SortedMap;

/**
 * The balance of all signals that {@code interactions} still holds; its components are the fields of {@code audit --json}.
 * Always {@code accepted = taught + heldBack + disposed + deadLettered + inFlight + unaccounted + endedTwice}.
 *
 * @param balanced nothing is unaccounted and nothing ended twice
 * @param accepted signals: events that are not turns, derived follow-ups, and records that had to be refused
 * @param taught in a committed step on the served lineage
 * @param heldBack kept to judge by
 * @param disposed ended with a disposition other than HELD_BACK
 * @param deadLettered ended with a dead letter
 * @param inFlight found beyond a committed offset, in an open window, or among preferences no step has reached
 * @param unaccounted lost
 * @param endedTwice ended in two ways, or one way twice
 * @param duplicates events sent again; outside the balance
 * @param reused uses from the replay reservoir; outside the balance
 * @param otherDeadLetters about records of other topics than interactions; outside the balance
 * @param redriven records whose letters are cancelled, since they were sent again; outside the balance
 * @param byOutcome counts by outcome, or place in flight
 * @param byKind the same for each kind of signal
 * @param dispositionsByReason counts of what was disposed of, by outcome and the first words of the reason
 * @param deadLettersByReason counts of all letters that stand, whatever topic they are about
 * @param inFlightAges how long the signals in flight have been so
 * @param imbalances the first {@value #MOST_IMBALANCES}
 * @param notes what to know of how the topics were read; usually empty
 */
public record LedgerReport(
        boolean balanced,
        long accepted,
        long taught,
        long heldBack,
        long disposed,
        long deadLettered,
        long inFlight,
        long unaccounted,
        long endedTwice,
        long duplicates,
        long reused,
        long otherDeadLetters,
        long redriven,
        SortedMap<String, Long> byOutcome,
        SortedMap<String, SortedMap<String, Long>> byKind,
        SortedMap<String, Long> dispositionsByReason,
        SortedMap<String, Long> deadLettersByReason,
        InFlightAges inFlightAges,
        List<Imbalance> imbalances,
        List<String> notes) {
    public static final int MOST_IMBALANCES = 50;

    /**
     * A signal that was lost, or ended twice.
     *
     * @param id {@code tenant/conversation_id/event_id}, or topic, partition and offset of a record that was refused
     * @param figure {@code unaccounted} or {@code endedTwice}
     * @param where what was found, and what was not
     */
    public record Imbalance(String id, String kind, String figure, String where) {}
}
