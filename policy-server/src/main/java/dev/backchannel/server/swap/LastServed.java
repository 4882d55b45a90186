package dev.backchannel.server.swap;

import dev.backchannel.arms.CheckpointHistory;
import dev.backchannel.avro.Arm;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Experiment;
import dev.backchannel.server.policies.ArmTable;
import dev.backchannel.topics.Arms;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.util.Optional;

/** Remembers on disk how users were divided over the arms, and which checkpoint each arm served. */
final class LastServed {
    private final Path folder;
    private final Topics topics;
    private final RecordFile<Experiment> experiment;

    /** @param folder that is there */
    LastServed(Path folder, Topics topics) {
        this.folder = folder;
        this.topics = topics;
        this.experiment = new RecordFile<>(folder.resolve(name("served-experiment")), topics.experiments);
    }

    void remember(ArmTable before, ArmTable now, CheckpointHistory history) {
        for (Arm arm : now.experiment().getArms()) {
            String id = now.checkpoint(arm.getName());
            if (!id.equals(before.checkpoint(arm.getName()))) {
                RecordFile<Checkpoint> file = file(arm.getName());
                history.find(id).ifPresentOrElse(file::remember, file::forget);
            }
        }
        if (!now.experiment().equals(before.experiment())) {
            experiment.remember(now.experiment());
        }
    }

    Optional<Experiment> experiment() {
        return experiment.recall();
    }

    Optional<Checkpoint> checkpoint(String arm) {
        return file(arm).recall();
    }

    private RecordFile<Checkpoint> file(String arm) {
        String suffix = arm.equals(Arms.CANDIDATE) ? "" : "-" + arm;
        return new RecordFile<>(folder.resolve(name("served-checkpoint" + suffix)), topics.checkpoints);
    }

    /** Each policy has its own. */
    private String name(String what) {
        String policy = topics.settings().policy();
        return what + (policy.equals(TopicSettings.DEFAULT_POLICY) ? "" : '.' + policy) + ".avro";
    }
}
