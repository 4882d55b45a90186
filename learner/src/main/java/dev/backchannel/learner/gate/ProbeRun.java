package dev.backchannel.learner.gate;

import dev.backchannel.policy.Generated;
import java.util.List;

/**
 * What a policy does on the probes.
 *
 * @param base the base's greedy answers
 * @param answers the policy's greedy answers
 * @param difference log π_adapter − log π_base of each token of the base's answers, [probe][token], nats
 * @param kl KL(policy ‖ base), nats per token, on the policy's own answers
 */
record ProbeRun(List<Generated> base, List<Generated> answers, double[][] difference, double kl) {}
