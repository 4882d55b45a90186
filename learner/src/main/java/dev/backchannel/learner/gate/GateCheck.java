package dev.backchannel.learner.gate;

/** One reason to refuse a checkpoint. */
@FunctionalInterface
interface GateCheck {
    Finding check(Candidate candidate);
}
