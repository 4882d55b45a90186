package dev.backchannel.learner.gate;

import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Probe;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.state.HeldBack;
import dev.backchannel.learner.state.LastLook;
import java.util.List;
import java.util.Map;

/**
 * What the gate says of a checkpoint.
 *
 * @param heldBack with the outcomes of the policy that is promoted now: the candidate, or the one before it
 * @param lastLook the newest look in full that passed: this one, or the one before it
 * @param probes for the record; empty if the weights were not even finite
 */
public record Judgement(
        GateVerdict verdict, HeldBack heldBack, LastLook lastLook, List<Probe> probes, Map<String, Double> figures) {
    public boolean isPromoted() {
        return verdict.getVerdict() != Verdict.REFUSED;
    }
}
