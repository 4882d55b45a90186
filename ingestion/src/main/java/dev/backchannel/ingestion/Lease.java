package dev.backchannel.ingestion;

/** What one request holds of the door's budgets; given back once, when its answer is known. */
final class Lease {
    private final Budget bytes;
    private final Budget events;
    private long heldBytes;
    private long heldEvents;
    private boolean released;

    Lease(Budget bytes, Budget events) {
        this.bytes = bytes;
        this.events = events;
    }

    /** @throws Refusal 429 when too much is in flight */
    synchronized void takeBytes(long amount) throws Refusal {
        if (!released && !bytes.tryTake(amount)) {
            throw Refusal.busy("too much is in flight (" + bytes.used() + " of " + bytes.limit()
                    + " bytes are waiting for the broker); send the same again later");
        }
        heldBytes += released ? 0 : amount;
    }

    /** @throws Refusal 429 when too much is in flight */
    synchronized void takeEvents(long amount) throws Refusal {
        if (!released && !events.tryTake(amount)) {
            throw Refusal.busy("too much is in flight (" + events.used() + " of " + events.limit()
                    + " events are waiting for the broker); send the same again later");
        }
        heldEvents += released ? 0 : amount;
    }

    synchronized void release() {
        if (!released) {
            released = true;
            bytes.giveBack(heldBytes);
            events.giveBack(heldEvents);
        }
    }
}
