package dev.backchannel.topics;

/**
 * What a deployment may choose about its topics.
 *
 * @param prefix goes before every name; empty by default
 * @param policy the policy this deployment serves; others than {@code default} have topics of their own
 * @param partitions of the topics that scale out
 * @param replication copies of each partition
 */
public record TopicSettings(String prefix, String policy, int partitions, int replication) {
    public static final String DEFAULT_POLICY = "default";

    public TopicSettings {
        if (partitions < 1) {
            throw new IllegalArgumentException("partitions must be at least 1, not " + partitions);
        }
        if (replication < 1) {
            throw new IllegalArgumentException("replication must be at least 1, not " + replication);
        }
    }

    /** One broker on one machine. */
    public static TopicSettings singleBroker() {
        return new TopicSettings("", DEFAULT_POLICY, 4, 1);
    }

    String name(String topic) {
        return prefix + topic;
    }

    String policyName(String topic) {
        return prefix + topic + (policy.equals(DEFAULT_POLICY) ? "" : "." + policy);
    }
}
