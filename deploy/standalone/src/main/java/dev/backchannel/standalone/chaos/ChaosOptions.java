package dev.backchannel.standalone.chaos;

import dev.backchannel.topics.TopicSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * @param bootstrapServers of the cluster to use; empty: three brokers of our own, which suffer with the rest
 * @param length how long faults go on
 * @param seed of every choice
 * @param each so many of every role
 * @param perSecond conversations
 * @param patience until nothing is on its way afterwards
 * @param topics as they are configured; their prefix and partitions are the run's own
 * @param arguments further ones of every role's command
 * @param keep whether the topics stay
 */
public record ChaosOptions(
        Optional<String> bootstrapServers,
        Duration length,
        long seed,
        int each,
        double perSecond,
        Duration patience,
        TopicSettings topics,
        List<String> arguments,
        boolean keep) {}
