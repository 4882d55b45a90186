package dev.backchannel.standalone.system;

import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerStoppedException;
import dev.backchannel.learner.rebuild.Beginning;
import dev.backchannel.learner.rebuild.Rebuild;
import dev.backchannel.learner.rebuild.RebuildReport;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.StoreAwayException;
import dev.backchannel.standalone.UserError;
import dev.backchannel.standalone.config.Settings;
import dev.backchannel.topics.Cause;
import dev.backchannel.topics.Topics;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongConsumer;

/** Learns a policy's preferences again as another policy, beside a running system. */
public final class LearnerRebuild {
    private LearnerRebuild() {}

    /**
     * @param settings of the new learner; their {@code model} is the new base, their {@code policy} the one to learn from
     * @param policy the new one; empty: named after base, users and beginning
     * @param leftOut users, as tenant/user_id
     * @param from checkpoint to begin with; empty: from scratch
     * @param sourceStore where that lies, if what is fetched may be kept in this folder
     * @param storeOf where the new policy's checkpoints go
     * @throws UserError if it cannot be done
     */
    public static RebuildReport run(
            Settings settings,
            String bootstrapServers,
            Optional<String> policy,
            Set<String> leftOut,
            Optional<String> from,
            Function<Path, CheckpointStore> sourceStore,
            Function<String, CheckpointStore> storeOf,
            LongConsumer progress) {
        StandaloneOptions options = StandaloneOptions.from(settings);
        // The shipped model is unpacked beside no system that may be running.
        try (TemporaryFolder folder = TemporaryFolder.create("backchannel-rebuild");
                PolicyModel model = Models.load(
                        Models.locate(options.model(), DataDirectory.open(folder.path())), options.engine())) {
            String name = policy.orElseGet(() -> Rebuild.policyName(model.baseDigest(), leftOut, from));
            Rebuild rebuild = new Rebuild(new Topics(options.topics()), bootstrapServers, model);
            LearnerConfig learner = new RoleSettings(settings, false).learner(model.config());
            try (CheckpointStore store = storeOf.apply(name)) {
                if (from.isEmpty()) {
                    return rebuild.run(learner, name, leftOut, store, progress);
                }
                try (CheckpointStore source = sourceStore.apply(folder.path().resolve("copies"))) {
                    Optional<Beginning> beginning = Optional.of(new Beginning(from.get(), source));
                    return rebuild.run(learner, name, leftOut, beginning, store, progress);
                }
            }
        } catch (LearnerStoppedException | StoreAwayException e) {
            throw UserError.failure(Cause.message(e), e);
        } catch (org.apache.kafka.common.KafkaException e) {
            throw UserError.failure(
                    "the topics at " + bootstrapServers + " cannot be used: " + e.getMessage()
                            + "; is Kafka up, and are --topic-prefix and the address right?",
                    e);
        }
    }
}
