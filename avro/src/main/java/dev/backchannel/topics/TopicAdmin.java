package dev.backchannel.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates the topics that are missing; never changes one that is there. */
public final class TopicAdmin {
    private static final long TIMEOUT_SECONDS = 30;
    private static final int ENOUGH_COPIES = 3;

    private final Admin admin;

    public TopicAdmin(Admin admin) {
        this.admin = admin;
    }

    /**
     * The settings with a number of copies that this cluster can hold, where they name none.
     *
     * @throws IllegalStateException when the cluster does not answer
     */
    public TopicSettings fitted(TopicSettings settings) {
        if (settings.replication() > 0) {
            return settings;
        }
        int brokers = await(
                        "count the brokers",
                        () -> admin.describeCluster().nodes().get(TIMEOUT_SECONDS, TimeUnit.SECONDS))
                .size();
        return settings.withReplication(Math.min(ENOUGH_COPIES, brokers));
    }

    /**
     * @return the names created now
     * @throws IllegalStateException when the cluster does not answer, or a topic stands with another number of partitions
     */
    public List<String> createMissing(Topics topics) {
        return create(topics, true);
    }

    /**
     * The same, as far as this user may: what it may not create, or not even see, is for others to create.
     *
     * @throws IllegalStateException as {@link #createMissing}
     */
    public List<String> createAllowed(Topics topics) {
        return create(topics, false);
    }

    private List<String> create(Topics topics, boolean must) {
        Set<String> there = names();
        short replication = (short) fitted(topics.settings()).replication();
        List<String> created = new ArrayList<>();
        for (Topic<String, ?> topic : topics.all()) {
            if (there.contains(topic.name())) {
                requirePartitions(topic);
                if (topic.name().equals(topics.operatorCommands.name())
                        && !topics.trust().isEverybody()) {
                    requireBrokerTime(topic);
                }
            } else if (create(topic.toNewTopic(replication), must)) {
                created.add(topic.name());
            }
        }
        return created;
    }

    /** @throws IllegalStateException when the cluster does not answer */
    public boolean exists(Topic<String, ?> topic) {
        return names().contains(topic.name());
    }

    /**
     * @return the names of those that are not there, or that this user may not see
     * @throws IllegalStateException when the cluster does not answer
     */
    public List<String> missing(Topics topics) {
        Set<String> there = names();
        return topics.all().stream()
                .map(Topic::name)
                .filter(name -> !there.contains(name))
                .toList();
    }

    private Set<String> names() {
        return await("list the topics", () -> admin.listTopics().names().get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
    }

    private boolean create(NewTopic topic, boolean must) {
        return await("create the topic " + topic.name(), () -> {
            try {
                admin.createTopics(List.of(topic)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
                return true;
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TopicExistsException) {
                    return false; // another role was quicker
                }
                if (e.getCause() instanceof AuthorizationException && !must) {
                    return false;
                }
                throw e;
            }
        });
    }

    private void requirePartitions(Topic<String, ?> topic) {
        Map<String, TopicDescription> described =
                await("describe the topic " + topic.name(), () -> admin.describeTopics(List.of(topic.name()))
                        .allTopicNames()
                        .get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        int partitions = told(described, topic.name()).partitions().size();
        if (partitions != topic.partitions()) {
            throw new IllegalStateException(
                    "the topic " + topic.name() + " has " + partitions + " partitions, but " + topic.partitions()
                            + " are configured; set --partitions " + partitions + " or use another --topic-prefix");
        }
    }

    /** Where a writer says when a command was taken, no command expires. */
    private void requireBrokerTime(Topic<String, ?> topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        Map<ConfigResource, Config> read = await(
                "read the configuration of the topic " + topic.name(),
                () -> admin.describeConfigs(List.of(resource)).all().get(TIMEOUT_SECONDS, TimeUnit.SECONDS));
        String type = told(read, resource)
                .get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
                .value();
        if (!type.equals("LogAppendTime")) {
            throw new IllegalStateException("the topic " + topic.name() + " was made by an older version and has the"
                    + " writers' times, so that signed commands would never expire; run kafka-configs.sh --alter"
                    + " --entity-type topics --entity-name " + topic.name()
                    + " --add-config message.timestamp.type=LogAppendTime");
        }
    }

    private static <K, V> V told(Map<K, V> answers, K asked) {
        return Objects.requireNonNull(
                answers.get(asked), () -> "the broker was asked for " + asked + " and told nothing");
    }

    private interface AdminCall<T> {
        T run() throws InterruptedException, ExecutionException, TimeoutException;
    }

    private static <T> T await(String what, AdminCall<T> call) {
        try {
            return call.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while trying to " + what, e);
        } catch (ExecutionException e) {
            Throwable cause = Cause.of(e);
            throw new IllegalStateException("could not " + what + ": " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new IllegalStateException("could not " + what + " within " + TIMEOUT_SECONDS + " s; is Kafka up?", e);
        }
    }
}
