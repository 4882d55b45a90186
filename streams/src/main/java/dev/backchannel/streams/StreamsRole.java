package dev.backchannel.streams;

import dev.backchannel.streams.erasure.Eraser;
import dev.backchannel.streams.metrics.StateSizes;
import dev.backchannel.streams.metrics.StreamsMetrics;
import dev.backchannel.streams.redrive.Redriver;
import dev.backchannel.streams.robust.InstanceName;
import dev.backchannel.streams.robust.NewChangelogs;
import dev.backchannel.streams.robust.SteadyClients;
import dev.backchannel.streams.robust.ThreadReplacement;
import dev.backchannel.streams.watermark.KafkaEndOffsets;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.Topic;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;

/** The topology, running. The topics must be there. */
public final class StreamsRole implements AutoCloseable {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);
    /** For a registry; shorter than a thread may be busy with what it has polled (five minutes). */
    private static final Duration REGISTRY_PATIENCE = Duration.ofMinutes(2);

    private final KafkaStreams streams;
    private final KafkaEndOffsets ends;
    private final Redriver redriver;
    private final Eraser eraser;
    private final InstanceName name;
    private final String commands;

    private StreamsRole(
            KafkaStreams streams,
            KafkaEndOffsets ends,
            Redriver redriver,
            Eraser eraser,
            InstanceName name,
            String commands) {
        this.streams = streams;
        this.commands = commands;
        this.name = name;
        this.ends = ends;
        this.redriver = redriver;
        this.eraser = eraser;
    }

    /**
     * Returns at once; {@link #ready()} tells when it works.
     *
     * @param stateDir holds state between restarts; what is lost is restored from the changelog topics
     */
    public static StreamsRole start(
            StreamsConfig config, Topics topics, String bootstrapServers, Path stateDir, MeterRegistry registry) {
        String applicationId = BackchannelTopology.applicationId(topics);
        InstanceName name = InstanceName.in(stateDir);
        KafkaEndOffsets ends = new KafkaEndOffsets(
                Admin.create(KafkaAccess.to(bootstrapServers)),
                applicationId,
                partitions(topics.interactions, topics.miningResults, topics.preferences),
                config.observeEvery(),
                Clock.systemUTC());
        Topology topology = BackchannelTopology.build(
                config, topics.patient(REGISTRY_PATIENCE), ends, new StreamsMetrics(registry));
        try (Admin admin = Admin.create(KafkaAccess.to(bootstrapServers))) {
            new NewChangelogs(applicationId, topics.settings().replication(), admin).create(topology);
        }
        KafkaStreams streams = new KafkaStreams(
                topology,
                KafkaSettings.of(applicationId, config, topics, bootstrapServers, stateDir),
                new SteadyClients(applicationId, name.name()));
        streams.setUncaughtExceptionHandler(new ThreadReplacement());
        StreamsRole role = new StreamsRole(
                streams,
                ends,
                Redriver.start(topics, bootstrapServers, Clock.systemUTC()),
                Eraser.start(topics, bootstrapServers, Clock.systemUTC()),
                name,
                topics.operatorCommands.name());
        Gauge.builder("backchannel.streams.running", role, r -> r.ready() ? 1 : 0)
                .description("1 while the topology works, 0 while it starts, rebalances or has stopped")
                .register(registry);
        StateSizes.register(streams, BackchannelTopology.STORES, registry);
        for (boolean active : List.of(true, false)) {
            Gauge.builder("backchannel.streams.tasks", role, r -> r.tasks(active))
                    .tag("kind", active ? "active" : "standby")
                    .description("Partitions that this process works on, or keeps a warm copy of the state of")
                    .register(registry);
        }
        streams.start();
        return role;
    }

    public boolean ready() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Whether it is this process, of all that share the work, that has the operator's topics in hand now. */
    public boolean operates() {
        return streams.metadataForLocalThreads().stream()
                .flatMap(thread -> thread.activeTasks().stream())
                .flatMap(task -> task.topicPartitions().stream())
                .anyMatch(partition -> partition.topic().equals(commands));
    }

    private long tasks(boolean active) {
        return streams.metadataForLocalThreads().stream()
                .mapToLong(thread -> (active ? thread.activeTasks() : thread.standbyTasks()).size())
                .sum();
    }

    /** Commits what is done and leaves the group, so that the next start need not wait for this one to time out. */
    @Override
    public void close() {
        redriver.close();
        eraser.close();
        streams.close(
                CloseOptions.timeout(CLOSE_TIMEOUT).withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
        ends.close();
        name.close();
    }

    private static List<TopicPartition> partitions(Topic<?, ?>... topics) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (Topic<?, ?> topic : topics) {
            for (int p = 0; p < topic.partitions(); p++) {
                partitions.add(new TopicPartition(topic.name(), p));
            }
        }
        return partitions;
    }
}
