package dev.backchannel.learner.gate;

import dev.backchannel.policy.LoraWeights;

/**
 * A checkpoint that waits for its verdict, with what was measured of it.
 *
 * @param weights finite
 * @param probes what it does on the probes
 * @param heldBack how it does on held-back preferences
 */
record Candidate(LoraWeights weights, ProbeRun probes, HeldBackRun heldBack) {}
