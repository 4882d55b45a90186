package dev.backchannel.streams.mining;

import dev.backchannel.avro.PendingSignal;
import dev.backchannel.avro.TurnState;
import java.time.Instant;

/** What a signal of one kind says about the turn it reacts to. A pure function. */
interface SignalMiner {
    /**
     * @param turn with a prompt and an answer
     * @param signal one that waits at the turn
     * @param others the other turns of the conversation
     * @param now when the turn's window closed
     */
    Verdict mine(TurnState turn, PendingSignal signal, TurnView others, Instant now);
}
