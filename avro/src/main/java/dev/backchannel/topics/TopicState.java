package dev.backchannel.topics;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.jspecify.annotations.Nullable;

/** What the cluster says of a topic that nothing can be written to: for messages. */
final class TopicState {
    private static final int ANSWER_MS = 5_000;

    private TopicState() {}

    /** Who leads it, who could, and which brokers are out; or why nobody says. */
    static String of(String bootstrapServers, String topic) {
        Map<String, Object> settings = KafkaAccess.to(
                bootstrapServers,
                Map.of(
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        ANSWER_MS,
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        ANSWER_MS));
        try (Admin admin = Admin.create(settings)) {
            Collection<TopicDescription> described =
                    answer(admin.describeTopics(List.of(topic)).allTopicNames()).values();
            Collection<Node> brokers =
                    answer(admin.describeCluster(new DescribeClusterOptions().includeFencedBrokers(true))
                            .nodes());
            return "its partitions: "
                    + described.stream()
                            .flatMap(each -> each.partitions().stream())
                            .map(TopicState::said)
                            .collect(Collectors.joining(", "))
                    + "; brokers: " + brokers.stream().map(TopicState::said).collect(Collectors.joining(", "));
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            return "the state of the topic is not known: " + e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "the state of the topic is not known: interrupted";
        }
    }

    private static <T> T answer(KafkaFuture<T> asked)
            throws ExecutionException, TimeoutException, InterruptedException {
        return asked.get(ANSWER_MS, TimeUnit.MILLISECONDS);
    }

    private static String said(TopicPartitionInfo partition) {
        Node leader = partition.leader();
        return partition.partition() + " (" + (leader == null ? "no leader" : "leader " + leader.id()) + ", in sync "
                + ids(partition.isr()) + ", eligible " + ids(partition.elr()) + ")";
    }

    private static String said(Node broker) {
        return broker.id() + (broker.isFenced() ? " (fenced: its controllers hear nothing from it)" : "");
    }

    /** @param nodes none where the cluster is too old to say */
    private static List<Integer> ids(@Nullable List<Node> nodes) {
        return nodes == null ? List.of() : nodes.stream().map(Node::id).toList();
    }
}
