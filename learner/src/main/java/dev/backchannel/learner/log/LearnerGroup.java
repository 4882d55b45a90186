package dev.backchannel.learner.log;

import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;

/** The name of a policy's learners: their consumer group, and the transactional id that lets only one of them commit. */
public final class LearnerGroup {
    private LearnerGroup() {}

    public static String of(Topics topics) {
        TopicSettings settings = topics.settings();
        boolean other = !settings.policy().equals(TopicSettings.DEFAULT_POLICY);
        return settings.prefix() + "backchannel-learner" + (other ? "." + settings.policy() : "");
    }
}
