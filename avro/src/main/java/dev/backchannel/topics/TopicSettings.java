package dev.backchannel.topics;

import dev.backchannel.topics.registry.RegistrySettings;
import dev.backchannel.topics.registry.SchemaRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a deployment may choose about its topics.
 *
 * @param prefix goes before every name; empty by default
 * @param policy the policy this deployment serves; others than {@code default} have topics of their own, named after it
 * @param partitions of the topics that scale out
 * @param replication copies of each partition, of which all but one must have a record before it is acknowledged; 0: three,
 *     or as many as there are brokers
 * @param registry where the schemas stand, one for all who share these settings; without one, records are in Avro's
 *     single-object encoding
 */
public record TopicSettings(
        String prefix, String policy, int partitions, int replication, Optional<SchemaRegistry> registry) {
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
        if (replication < 0) {
            throw new IllegalArgumentException("replication must not be negative: " + replication);
        }
    }

    /** Without a schema registry. */
    public TopicSettings(String prefix, String policy, int partitions, int replication) {
        this(prefix, policy, partitions, replication, Optional.empty());
    }

    /** One broker on one machine. */
    public static TopicSettings singleBroker() {
        return new TopicSettings("", DEFAULT_POLICY, 4, 1);
    }

    /** The same deployment with another policy. */
    public TopicSettings withPolicy(String name) {
        return new TopicSettings(prefix, name, partitions, replication, registry);
    }

    /** The same deployment with its schemas elsewhere, or in no registry. */
    public TopicSettings withRegistry(RegistrySettings where) {
        return new TopicSettings(
                prefix,
                policy,
                partitions,
                replication,
                where.isThere() ? Optional.of(new SchemaRegistry(where)) : Optional.empty());
    }

    /** The same deployment, whose readers wait for so long for a registry that is away. */
    TopicSettings patient(Duration longest) {
        return new TopicSettings(
                prefix, policy, partitions, replication, registry.map(there -> there.patient(longest)));
    }

    /** The same deployment with so many copies. */
    public TopicSettings withReplication(int copies) {
        return new TopicSettings(prefix, policy, partitions, copies, registry);
    }

    String name(String topic) {
        return prefix + topic;
    }

    String policyName(String topic) {
        return prefix + topic + (policy.equals(DEFAULT_POLICY) ? "" : "." + policy);
    }
}
