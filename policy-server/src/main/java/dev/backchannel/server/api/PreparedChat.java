package dev.backchannel.server.api;

import dev.backchannel.access.TurnGrant;
import dev.backchannel.access.TurnStamp;
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
        ChatHead head) {
    /** With a feedback token for its turn, where there are any. */
    PreparedChat stamped(TurnStamp stamp) {
        TurnGrant grant = new TurnGrant(turn.tenant(), turn.conversationId(), turn.turnId(), turn.userId());
        return new PreparedChat(request, route, prompt, sampling, turn, head.with(stamp.of(grant)));
    }
}
