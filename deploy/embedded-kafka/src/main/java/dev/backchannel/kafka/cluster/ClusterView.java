package dev.backchannel.kafka.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;

/** What the cluster says of itself. */
final class ClusterView implements AutoCloseable {
    private static final long ANSWER_SECONDS = 10;
    private static final int LOOK_MS = 100;

    private final Admin admin;

    ClusterView(String bootstrapServers) {
        this.admin = Admin.create(Map.of(
                "bootstrap.servers", bootstrapServers, "request.timeout.ms", 3_000, "reconnect.backoff.max.ms", 500));
    }

    int leader(String topic, int partition) {
        TopicDescription described = Objects.requireNonNull(
                ask(() -> admin.describeTopics(List.of(topic)).allTopicNames()).get(topic),
                () -> "the cluster was asked for the topic " + topic + " and told nothing");
        return described.partitions().get(partition).leader().id();
    }

    int controller() {
        return ask(() -> admin.describeMetadataQuorum().quorumInfo()).leaderId();
    }

    /** Whether this broker is neither dead nor declared dead. */
    boolean isIn(int node) {
        return nodes().stream().anyMatch(each -> each.id() == node && !each.isFenced());
    }

    boolean isWhole() {
        long in = nodes().stream().filter(node -> !node.isFenced()).count();
        return in == KafkaCluster.BROKERS && isReplicated();
    }

    private boolean isReplicated() {
        Collection<String> topics = ask(() -> admin.listTopics().names());
        return ask(() -> admin.describeTopics(topics).allTopicNames()).values().stream()
                .flatMap(topic -> topic.partitions().stream())
                .allMatch(partition ->
                        partition.isr().size() == partition.replicas().size());
    }

    private Collection<Node> nodes() {
        return ask(() -> admin.describeCluster(new DescribeClusterOptions().includeFencedBrokers(true))
                .nodes());
    }

    interface Question<T> {
        KafkaFuture<T> ask();
    }

    private static <T> T ask(Question<T> question) {
        try {
            return question.ask().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new UnansweredException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the cluster", e);
        }
    }

    private static final class UnansweredException extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnansweredException(Exception cause) {
            super("the cluster does not answer: " + cause, cause);
        }
    }

    /** Asks until it holds; no answer counts as no. */
    void await(String what, Duration longest, BooleanSupplier holds) {
        long deadline = System.nanoTime() + longest.toNanos();
        RuntimeException last = null;
        while (System.nanoTime() < deadline) {
            try {
                if (holds.getAsBoolean()) {
                    return;
                }
                last = null;
            } catch (UnansweredException e) {
                last = e;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + what, e);
            }
        }
        throw new IllegalStateException("waited " + longest.toSeconds() + " s for " + what, last);
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
