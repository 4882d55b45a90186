package dev.backchannel.streams.settle;

import dev.backchannel.avro.TurnState;
import dev.backchannel.streams.mining.Verdict;
import dev.backchannel.topics.Arms;
import org.jspecify.annotations.Nullable;

/**
 * Lets an arm learn only from its own answers: the policy that is trained is the candidate's, so what the control arm answered
 * teaches it nothing. Turns without an arm teach as ever.
 */
record Firewall(boolean up) {
    static final String REASON = "firewall: an answer of the arm " + Arms.CONTROL;

    /** Whether what this verdict would teach, or ask for, is held back. */
    boolean holds(TurnState turn, Verdict verdict) {
        return up
                && (isOfControl(turn)
                        || (verdict instanceof Verdict.Teach teach
                                && isOfControl(teach.lesson().partner())));
    }

    private static boolean isOfControl(@Nullable TurnState turn) {
        return turn != null
                && turn.getTurn() != null
                && Arms.CONTROL.equals(turn.getTurn().getArm());
    }
}
