package dev.backchannel.server.api;

import dev.backchannel.policy.SamplingParameters;
import dev.backchannel.server.emission.ServedTurn;
import dev.backchannel.server.policies.PolicyRoute;

/**
 * A request that is ready to be answered.
 *
 * @param prompt token ids
 */
record PreparedChat(
        ChatRequest request,
        PolicyRoute route,
        int[] prompt,
        SamplingParameters sampling,
        ServedTurn turn,
        ChatHead head) {}
