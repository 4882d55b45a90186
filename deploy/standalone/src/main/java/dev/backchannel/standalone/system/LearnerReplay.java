package dev.backchannel.standalone.system;

import dev.backchannel.learner.LearnerStoppedException;
import dev.backchannel.learner.run.ReplayReport;
import dev.backchannel.learner.run.StepLogReplay;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.StoreAwayException;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.standalone.store.Stores;
import dev.backchannel.topics.Cause;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Learns a checkpoint again beside a running system: reads its topics, takes part in nothing. */
public final class LearnerReplay {
    private LearnerReplay() {}

    /**
     * @param settings as the learner had them
     * @param folder of the checkpoints, unless the knob {@code store} is set; needed only for adapters that were published from
     *     outside
     * @param checkpointId empty: the newest that the gate did not refuse
     * @throws UserError if the log cannot be read or replayed
     */
    public static ReplayReport run(
            Settings settings,
            String bootstrapServers,
            Optional<Path> folder,
            Optional<String> checkpointId,
            LongConsumer progress) {
        StandaloneOptions options = StandaloneOptions.from(settings);
        Topics topics = new Topics(options.topics());
        boolean isKnown = folder.isPresent() || settings.optionalText("store").isPresent();
        // The shipped model is unpacked beside no system that may be running.
        try (TemporaryFolder temporary = TemporaryFolder.create("backchannel-replay");
                PolicyModel model = Models.load(
                        Models.locate(options.model(), DataDirectory.open(temporary.path())), options.engine());
                CheckpointStore store = Stores.open(
                        settings,
                        folder.orElse(temporary.path().resolve("none")),
                        temporary.path().resolve("copies"));
                StepLogReplay replay = new StepLogReplay(
                        new RoleSettings(settings, false).learner(model.config()),
                        topics,
                        bootstrapServers,
                        model,
                        isKnown ? Optional.of(store) : Optional.empty())) {
            return replay.replay(checkpointId, progress);
        } catch (LearnerStoppedException | StoreAwayException e) {
            throw UserError.failure(Cause.message(e), e);
        } catch (org.apache.kafka.common.KafkaException e) {
            throw UserError.failure(
                    "the topics at " + bootstrapServers + " cannot be read: " + e.getMessage()
                            + "; is Kafka up, and are --topic-prefix and the address right?",
                    e);
        }
    }
}
