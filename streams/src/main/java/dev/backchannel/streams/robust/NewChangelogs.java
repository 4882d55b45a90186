package dev.backchannel.streams.robust;

import dev.backchannel.topics.Topic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyDescription.Processor;
import org.apache.kafka.streams.TopologyDescription.Subtopology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the changelogs of state that an earlier release does not have, where that release has been at work. While one of its
 * instances leads the group, nobody else would make them, and a task of this release's would wait for them.
 */
public final class NewChangelogs {
    private static final Logger log = LoggerFactory.getLogger(NewChangelogs.class);
    private static final long TIMEOUT_SECONDS = 30;

    private final String applicationId;
    private final short copies;
    private final Admin admin;

    /** @param copies of each, of which all but one must have a record */
    public NewChangelogs(String applicationId, int copies, Admin admin) {
        this.applicationId = applicationId;
        this.copies = (short) copies;
        this.admin = admin;
    }

    /**
     * A sub-topology that has no changelog yet gets none: Kafka Streams makes all of them when it starts.
     *
     * @return what was made now
     */
    public List<String> create(Topology topology) {
        try {
            List<String> made = new ArrayList<>();
            for (Subtopology part : topology.describe().subtopologies()) {
                made.addAll(create(part));
            }
            return made;
        } catch (ExecutionException | TimeoutException e) {
            log.warn("it is not known which changelogs are missing, so none was made: {}", e.toString());
            return List.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    private List<String> create(Subtopology part) throws ExecutionException, InterruptedException, TimeoutException {
        Map<String, Optional<Integer>> partitions = new TreeMap<>();
        for (String changelog : changelogs(part)) {
            partitions.put(changelog, partitions(changelog));
        }
        Optional<Integer> known =
                partitions.values().stream().flatMap(Optional::stream).findAny();
        if (known.isEmpty()) {
            return List.of();
        }
        List<String> missing = partitions.entrySet().stream()
                .filter(changelog -> changelog.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
        for (String changelog : missing) {
            create(new NewTopic(changelog, known.get(), copies).configs(settings()));
            log.info("made {}, which an earlier release did not have", changelog);
        }
        return missing;
    }

    private List<String> changelogs(Subtopology part) {
        return part.nodes().stream()
                .filter(Processor.class::isInstance)
                .flatMap(node -> ((Processor) node).stores().stream())
                .distinct()
                .map(store -> applicationId + "-" + store + "-changelog")
                .toList();
    }

    private Optional<Integer> partitions(String topic)
            throws ExecutionException, InterruptedException, TimeoutException {
        if (!admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS).contains(topic)) {
            return Optional.empty();
        }
        Map<String, TopicDescription> described =
                admin.describeTopics(List.of(topic)).allTopicNames().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        return Optional.ofNullable(described.get(topic))
                .map(description -> description.partitions().size());
    }

    private void create(NewTopic topic) throws ExecutionException, InterruptedException, TimeoutException {
        try {
            admin.createTopics(List.of(topic)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) { // another instance was quicker
                throw e;
            }
        }
    }

    /** As Kafka Streams makes them. */
    private Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>(Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                TopicConfig.CLEANUP_POLICY_COMPACT,
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "CreateTime",
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                Integer.toString(Topic.MAX_RECORD_BYTES)));
        if (copies > 1) {
            settings.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, Integer.toString(copies - 1));
        }
        return settings;
    }
}
