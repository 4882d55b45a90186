package dev.backchannel.learner.rebuild;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Preference;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerRole;
import dev.backchannel.learner.LearnerStoppedException;
import dev.backchannel.learner.log.TopicReader;
import dev.backchannel.learner.run.CleanLineage;
import dev.backchannel.learner.run.LearnerLoop;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.learner.state.LearnerStateCodec;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.topics.KafkaAccess;
import dev.backchannel.topics.TopicAdmin;
import dev.backchannel.topics.TopicSettings;
import dev.backchannel.topics.Topics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.apache.kafka.clients.admin.Admin;

/**
 * Learns a policy's preferences again as another policy: on another base, without some users, or simply from scratch. The
 * preferences are copied to the new policy's own topic, and an ordinary learner takes it from there; so the result is what that
 * learner would have made of them in the first place. Steps are cut by count, so it depends on nothing but the preferences.
 * Running it again goes on where it ended.
 */
public final class Rebuild {
    private static final long LOOK_MS = 50;
    /** Characters of a digest that stand in a name. */
    private static final int NAMED = 8;

    private final Topics source;
    private final String bootstrapServers;
    private final PolicyModel model;

    /** @param model the base of the new lineage */
    public Rebuild(Topics source, String bootstrapServers, PolicyModel model) {
        this.source = source;
        this.bootstrapServers = bootstrapServers;
        this.model = model;
    }

    /** A policy of its own for each base, each set of users who are left out, and each checkpoint that is begun with. */
    public static String policyName(String baseDigest, Set<String> leftOut, Optional<String> beginning) {
        int users = leftOut.isEmpty() ? 0 : leftOut.hashCode();
        return "rebuilt-" + baseDigest.substring(0, NAMED)
                + (users == 0 ? "" : String.format("-%08x", users))
                + beginning
                        .map(id -> "-" + id.substring(0, Math.min(NAMED, id.length())))
                        .orElse("");
    }

    /** The base of the policy's newest checkpoint; empty if it has none. */
    public Optional<String> sourceBase() {
        return checkpoints(source).stream()
                .max(Comparator.comparingLong(Checkpoint::getStep))
                .map(Checkpoint::getBaseDigest);
    }

    /**
     * Runs until nothing is left that makes a full step.
     *
     * @param config of the new learner; steps are cut by count, whatever it says
     * @param policy the new one
     * @param leftOut users, as tenant/user_id
     * @param store of the new policy alone
     * @param progress hears how many steps were committed
     * @throws LearnerStoppedException if it cannot be done, or a user to leave out taught nothing; the message says why
     */
    public RebuildReport run(
            LearnerConfig config, String policy, Set<String> leftOut, CheckpointStore store, LongConsumer progress) {
        return run(config, policy, leftOut, Optional.empty(), store, progress);
    }

    /** @param beginning of the new lineage, from whose offset on preferences are learned again; empty: from scratch */
    public RebuildReport run(
            LearnerConfig config,
            String policy,
            Set<String> leftOut,
            Optional<Beginning> beginning,
            CheckpointStore store,
            LongConsumer progress) {
        TopicSettings settings = source.settings();
        if (policy.equals(settings.policy())) {
            throw new LearnerStoppedException("A lineage cannot be rebuilt into the policy '" + policy
                    + "' that it is rebuilt from; name another --policy.");
        }
        Topics target = new Topics(settings.withPolicy(policy));
        boolean sameBase = sourceBase().map(model.baseDigest()::equals).orElse(true);
        if (beginning.isPresent() && !sameBase) {
            throw new LearnerStoppedException("Another base's checkpoint is nothing to begin with on the base "
                    + model.baseDigest() + "; rebuild from the start there.");
        }
        Selection selection = new Selection(leftOut, sameBase);
        PreferenceCopy copy = new PreferenceCopy(source, target, bootstrapServers, selection);
        long copiedTo = prepare(target, copy);
        requireSameBeginning(target, beginning.isPresent());
        Optional<CleanLineage.Found> begun = beginning
                .filter(wanted -> copiedTo == 0)
                .map(wanted -> begin(config, target, selection, wanted, store));
        long next = begun.map(found -> found.checkpoint().getConsumedOffset()).orElse(copiedTo);
        PreferenceCopy.Copied copied = copy.run(next);
        long waiting = learn(config, target, store, progress);
        return report(
                target,
                next,
                copied,
                waiting,
                begun.map(CleanLineage.Found::unproven).orElse(0));
    }

    /**
     * Checks before it creates anything. What a rebuild that goes on leaves out was checked when it began; retention may have
     * deleted it since.
     *
     * @return offset of the source to go on from
     */
    private long prepare(Topics target, PreferenceCopy copy) {
        try (Admin admin = Admin.create(KafkaAccess.to(bootstrapServers))) {
            TopicAdmin topics = new TopicAdmin(admin);
            long next = topics.exists(target.preferences) ? copy.next() : 0;
            SortedSet<String> strangers = next == 0 ? copy.strangers() : Collections.emptySortedSet();
            if (!strangers.isEmpty()) {
                throw new LearnerStoppedException("Nothing of " + String.join(", ", strangers) + " was found in "
                        + source.preferences.name() + ", so nothing was rebuilt; check the name, and whether the user"
                        + " belongs to another tenant (TENANT/USER).");
            }
            topics.createMissing(target);
            return next;
        }
    }

    private void requireSameBeginning(Topics target, boolean begins) {
        boolean begun = checkpoints(target).stream()
                .min(Comparator.comparingLong(Checkpoint::getStep))
                .filter(oldest -> oldest.getParentId() != null)
                .isPresent();
        if (begun && !begins) {
            throw new LearnerStoppedException("The policy '" + target.settings().policy()
                    + "' was begun with a checkpoint of another; say --from again, or name another --policy.");
        }
    }

    private CleanLineage.Found begin(
            LearnerConfig config, Topics target, Selection selection, Beginning beginning, CheckpointStore store) {
        CleanLineage.Found found =
                new CleanLineage(source, bootstrapServers, selection::leavesOut).named(beginning.checkpoint());
        if (found.checkpoint().getParentId() == null) {
            return found; // every lineage of these settings begins with it
        }
        LearnerStateCodec codec = new LearnerStateCodec(source.serde(Preference.class), config.encoder(model));
        LearnerState empty = LearnerState.initial(
                config.batch().reservoirCapacity(), config.gate().heldBackCases(), config.seed());
        new CheckpointCopy(source, target, bootstrapServers, selection, codec, empty)
                .run(found.checkpoint(), beginning.store(), store, 0);
        return found;
    }

    private long learn(LearnerConfig config, Topics target, CheckpointStore store, LongConsumer progress) {
        LearnerConfig byCount = config.withBatch(config.batch().byCount()).withShadow(false);
        try (LearnerRole learner =
                LearnerRole.start(byCount, target, bootstrapServers, model, store, new SimpleMeterRegistry())) {
            while (!learner.caughtUp()) {
                if (learner.state() == LearnerLoop.State.STOPPED) {
                    throw new LearnerStoppedException(learner.failure().orElse("the learner stopped"));
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MS);
                progress.accept(learner.committedSteps());
            }
            return learner.waiting();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LearnerStoppedException("interrupted; run it again to go on");
        }
    }

    private RebuildReport report(Topics target, long from, PreferenceCopy.Copied copied, long waiting, long unproven) {
        List<Checkpoint> all = checkpoints(target);
        List<Checkpoint> good = all.stream()
                .filter(c -> c.getGate().getVerdict() != Verdict.REFUSED)
                .sorted(Comparator.comparingLong(Checkpoint::getStep))
                .toList();
        Checkpoint head = good.get(good.size() - 1);
        return new RebuildReport(
                target.settings().policy(),
                model.baseDigest(),
                head.getCheckpointId(),
                head.getStep(),
                all.size(),
                all.size() - good.size(),
                copied.beginning() > from ? copied.beginning() : 0,
                copied.copied(),
                copied.leftOut(),
                waiting,
                unproven);
    }

    private List<Checkpoint> checkpoints(Topics topics) {
        return new TopicReader(bootstrapServers).readAll(topics.checkpoints);
    }
}
