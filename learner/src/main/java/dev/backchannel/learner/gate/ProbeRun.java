package dev.backchannel.learner.gate;

import dev.backchannel.policy.Generated;
import java.util.List;

/**
 * What a policy answers to the probes.
 *
 * @param base the base's greedy answers
 * @param answers the policy's greedy answers
 * @param kl KL(policy ‖ base) over the whole vocabulary, nats per token of the policy's own answers
 */
record ProbeRun(List<Generated> base, List<Generated> answers, double kl) {}
