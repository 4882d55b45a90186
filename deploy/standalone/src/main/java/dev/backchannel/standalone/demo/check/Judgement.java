package dev.backchannel.standalone.demo.check;

import dev.backchannel.policy.seed.Request;
import dev.backchannel.policy.style.StyleProfile;

/**
 * What a user finds in an answer.
 *
 * @param complete it ends, and is no babble
 * @param onTopic it speaks of what was asked
 * @param fitting it meets every one of the user's wishes
 */
public record Judgement(boolean complete, boolean onTopic, boolean fitting) {

    public static Judgement of(String answer, String finishReason, Request request, StyleProfile wishes) {
        StyleProfile seen = StyleChecks.observe(answer);
        return new Judgement(
                Completeness.holds(answer, finishReason),
                request.onTopic(answer),
                wishes.values().values().stream().allMatch(seen::has));
    }

    /** An incomplete answer, or one beside the point, is wrong in any style. */
    public boolean usable() {
        return complete && onTopic;
    }

    public boolean satisfied() {
        return usable() && fitting;
    }
}
