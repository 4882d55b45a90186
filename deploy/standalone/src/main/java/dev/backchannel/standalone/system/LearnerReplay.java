package dev.backchannel.standalone.system;

import dev.backchannel.learner.LearnerStoppedException;
import dev.backchannel.learner.run.ReplayReport;
import dev.backchannel.learner.run.StepLogReplay;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Learns a checkpoint again beside a running system: reads its topics, takes part in nothing. */
public final class LearnerReplay {
    private LearnerReplay() {}

    /**
     * @param settings as the learner had them
     * @param store of the checkpoints; needed only for adapters that were published from outside
     * @param checkpointId empty: the newest that the gate did not refuse
     * @throws UserError if the log cannot be read or replayed
     */
    public static ReplayReport run(
            Settings settings,
            String bootstrapServers,
            Optional<Path> store,
            Optional<String> checkpointId,
            LongConsumer progress) {
        StandaloneOptions options = StandaloneOptions.from(settings);
        Topics topics = new Topics(options.topics());
        // The shipped model is unpacked beside no system that may be running.
        try (TemporaryFolder folder = TemporaryFolder.create("backchannel-replay");
                PolicyModel model = Models.load(
                        Models.locate(options.model(), DataDirectory.open(folder.path())), options.engine());
                StepLogReplay replay = new StepLogReplay(
                        new RoleSettings(settings, false).learner(model.config()),
                        topics,
                        bootstrapServers,
                        model,
                        store)) {
            return replay.replay(checkpointId, progress);
        } catch (LearnerStoppedException e) {
            throw UserError.failure(e.getMessage(), e);
        } catch (org.apache.kafka.common.KafkaException e) {
            throw UserError.failure(
                    "the topics at " + bootstrapServers + " cannot be read: " + e.getMessage()
                            + "; is Kafka up, and are --topic-prefix and the address right?",
                    e);
        }
    }
}
