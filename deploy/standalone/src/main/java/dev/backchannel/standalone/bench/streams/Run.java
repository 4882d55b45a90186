package dev.backchannel.standalone.bench.streams;

import dev.backchannel.streams.ledger.LedgerReport;
import java.util.Locale;

/**
 * Both topologies on one input.
 *
 * @param account of what the real one made of it
 * @param inputBytes on the broker, as compressed
 * @param passedBytes written by the other one
 * @param writtenBytes written by the real one, changelogs included
 */
record Run(
        Input input,
        Pace passed,
        Pace settled,
        LedgerReport account,
        long inputBytes,
        long passedBytes,
        long writtenBytes) {
    private static final String AT_THE_LEARNER = "waitingForTheLearner";

    /** Every signal that was written has ended, or waits for a learner, of which there is none. */
    boolean isAccountedFor() {
        return account.balanced()
                && account.accepted() == input.ends()
                && account.disposed() + preferences() == account.accepted()
                && account.notes().isEmpty();
    }

    /** Signals that speak for a preference. */
    long preferences() {
        return account.byOutcome().getOrDefault(AT_THE_LEARNER, 0L);
    }

    String describe() {
        return describe(input, passed, settled);
    }

    static String describe(Input input, Pace passed, Pace settled) {
        return String.format(
                Locale.ROOT,
                "%,d events: passed on at %,.0f/s with %.0f µs of processor time each, settled at %,.0f/s with %.0f µs",
                input.events(),
                passed.eventsPerSecond(),
                passed.cpuMicrosPerEvent(),
                settled.eventsPerSecond(),
                settled.cpuMicrosPerEvent());
    }
}
