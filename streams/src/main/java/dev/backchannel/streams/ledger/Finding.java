package dev.backchannel.streams.ledger;

/**
 * The verdict on one signal.
 *
 * @param detail what the breakdown counts it as: an outcome, or the place where it was found in flight
 * @param where for an imbalance, what was found and what was not
 */
record Finding(Fate fate, String detail, String where) {
    static Finding ended(Fate fate, String detail) {
        return new Finding(fate, detail, "");
    }

    static Finding inFlight(String place) {
        return new Finding(Fate.IN_FLIGHT, place, "");
    }

    static Finding unaccounted(String where) {
        return new Finding(Fate.UNACCOUNTED, "unaccounted", where);
    }

    static Finding twice(String where) {
        return new Finding(Fate.ENDED_TWICE, "endedTwice", where);
    }
}
