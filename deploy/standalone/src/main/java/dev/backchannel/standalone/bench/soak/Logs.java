package dev.backchannel.standalone.bench.soak;

import dev.backchannel.topics.KafkaAccess;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * What topics take on the broker's disk: those that retention bounds, days from now, and those that compaction bounds. The
 * latter leaves alone what was written last, a segment of 64 MiB in each partition; so that its bound is reached within the
 * time of a soak, these segments are closed after minutes.
 */
final class Logs implements AutoCloseable {
    private static final String DIRTY = "0.2";

    private final Admin admin;
    private final Duration segment;
    private final Map<String, Boolean> compacted = new ConcurrentHashMap<>();

    /** @param segment after how long those of compacted topics are closed */
    Logs(String bootstrapServers, Duration segment) {
        this.admin = Admin.create(KafkaAccess.to(bootstrapServers));
        this.segment = segment;
    }

    /**
     * Bytes on disk.
     *
     * @param compacted of topics that keep the last record of a key, Kafka's own among them
     * @param retained of topics that keep everything for their time
     */
    record Size(long compacted, long retained) {}

    Size size() {
        Collection<Node> nodes =
                Backlog.get(() -> admin.describeCluster().nodes().get());
        long small = 0;
        long large = 0;
        learnOfNewTopics();
        List<Integer> brokers = nodes.stream().map(Node::id).toList();
        var folders = Backlog.get(
                () -> admin.describeLogDirs(brokers).allDescriptions().get());
        for (var folder : folders.values()) {
            for (var description : folder.values()) {
                for (var replica : description.replicaInfos().entrySet()) {
                    if (compacted.getOrDefault(replica.getKey().topic(), false)) {
                        small += replica.getValue().size();
                    } else {
                        large += replica.getValue().size();
                    }
                }
            }
        }
        return new Size(small, large);
    }

    private void learnOfNewTopics() {
        Set<String> names = Backlog.get(() -> admin.listTopics(new ListTopicsOptions().listInternal(true))
                .names()
                .get());
        List<ConfigResource> unknown = names.stream()
                .filter(name -> !compacted.containsKey(name))
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        if (unknown.isEmpty()) {
            return;
        }
        Backlog.get(() -> admin.describeConfigs(unknown).all().get())
                .forEach((topic, config) -> compacted.put(
                        topic.name(),
                        config.get(TopicConfig.CLEANUP_POLICY_CONFIG).value().contains("compact")));
        Map<ConfigResource, Collection<AlterConfigOp>> sooner = unknown.stream()
                .filter(topic -> compacted.get(topic.name()))
                .collect(Collectors.toMap(topic -> topic, topic -> sooner()));
        Backlog.get(() -> admin.incrementalAlterConfigs(sooner).all().get());
    }

    private List<AlterConfigOp> sooner() {
        return Map.of(
                        TopicConfig.SEGMENT_MS_CONFIG, Long.toString(segment.toMillis()),
                        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG, DIRTY,
                        TopicConfig.DELETE_RETENTION_MS_CONFIG, Long.toString(segment.toMillis()))
                .entrySet()
                .stream()
                .map(e -> new AlterConfigOp(new ConfigEntry(e.getKey(), e.getValue()), AlterConfigOp.OpType.SET))
                .toList();
    }

    @Override
    public void close() {
        admin.close();
    }
}
