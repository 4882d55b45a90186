package dev.backchannel.streams.settle;

import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.mining.Verdict;

/** How much one user or conversation may teach: turns what is over the limit into CAPPED. */
@FunctionalInterface
interface Allowance {
    /** @return the verdict, or an End */
    Verdict limit(TurnState turn, PendingSignal signal, Verdict verdict);

    static Allowance unlimited() {
        return (turn, signal, verdict) -> verdict;
    }
}
