package dev.backchannel.topics;

import java.util.regex.Pattern;

/**
 * What a deployment may choose about its topics.
 *
 * @param prefix goes before every name; empty by default
 * @param policy the policy this deployment serves; others than {@code default} have topics of their own, named after it
 * @param partitions of the topics that scale out
 * @param replication copies of each partition
 */
public record TopicSettings(String prefix, String policy, int partitions, int replication) {
    public static final String DEFAULT_POLICY = "default";

    /** What Kafka allows in the name of a topic. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    public TopicSettings {
        if (!NAME.matcher(policy).matches()) {
            throw new IllegalArgumentException("the policy '" + policy
                    + "' cannot be part of a topic's name; use 1 to 100 letters (a-z, A-Z), digits, '.', '_' and '-'");
        }
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

    /** The same deployment with another policy. */
    public TopicSettings withPolicy(String name) {
        return new TopicSettings(prefix, name, partitions, replication);
    }

    String name(String topic) {
        return prefix + topic;
    }

    String policyName(String topic) {
        return prefix + topic + (policy.equals(DEFAULT_POLICY) ? "" : "." + policy);
    }
}
