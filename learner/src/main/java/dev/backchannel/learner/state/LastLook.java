package dev.backchannel.learner.state;

import java.util.List;

/**
 * What the policy answered to the gate's probes when a look in full last passed it. Immutable.
 *
 * @param answers token ids by probe, with the end-of-turn token; empty where the answer did not end
 * @param ending mean log-probability of their end-of-turn tokens then, nats; NaN if none ended
 */
public record LastLook(List<List<Integer>> answers, double ending) {
    /** Nobody has looked yet: the base's answers count. */
    public static final LastLook NONE = new LastLook(List.of(), Double.NaN);

    public LastLook {
        answers = answers.stream().map(List::copyOf).toList();
    }
}
