package dev.backchannel.learner.gate;

import dev.backchannel.policy.LoraWeights;

/**
 * A checkpoint that waits for its verdict, with what was measured of it in every step.
 *
 * @param weights finite
 * @param difference log π_adapter − log π_base of each token of the base's probe answers, [probe][token], nats; finite
 * @param fromReference log π_adapter − log π_ref of the same tokens; the same numbers where the base is the reference
 */
record Candidate(LoraWeights weights, double[][] difference, double[][] fromReference) {}
