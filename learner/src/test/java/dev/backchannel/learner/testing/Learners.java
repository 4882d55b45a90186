package dev.backchannel.learner.testing;

import static org.awaitility.Awaitility.await;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.FolderStore;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Starts learners on a cluster and waits for what they commit. */
public record Learners(Cluster cluster, PolicyModel model) {
    /** Time enough on a busy machine. */
    public static final Duration PATIENCE = Duration.ofSeconds(60);

    public LearnerRole start(Topics topics, Path store, LearnerConfig config) {
        return start(topics, new FolderStore(store), config, new SimpleMeterRegistry());
    }

    public LearnerRole start(Topics topics, CheckpointStore store, LearnerConfig config, MeterRegistry meters) {
        return LearnerRole.start(config, topics, cluster.servers(), model, store, meters);
    }

    public List<Checkpoint> awaitCheckpoints(Topics topics, int count) {
        return await().atMost(PATIENCE).until(() -> cluster.read(topics.checkpoints), found -> found.size() >= count);
    }

    public static List<String> ids(List<Checkpoint> checkpoints) {
        return checkpoints.stream().map(Checkpoint::getCheckpointId).toList();
    }
}
