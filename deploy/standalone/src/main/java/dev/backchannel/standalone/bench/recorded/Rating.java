package dev.backchannel.standalone.bench.recorded;

/** What people thought of a recorded answer. */
public enum Rating {
    GOOD,
    /** Neither: left out of every precision and reported apart. */
    MIDDLING,
    BAD,
    UNKNOWN;

    /** @return good above 0, bad below, unknown at 0 */
    static Rating ofBalance(int balance) {
        return balance > 0 ? GOOD : balance < 0 ? BAD : UNKNOWN;
    }
}
