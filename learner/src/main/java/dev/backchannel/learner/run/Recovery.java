package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.learner.LearnerStoppedException;
import dev.backchannel.learner.log.TopicReader;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.learner.state.LearnerStateCodec;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.CorruptCheckpointException;
import dev.backchannel.policy.checkpoint.StoreAwayException;
import dev.backchannel.topics.Topics;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out from the log where the learner stands. The same after a start, a crash and a change of leader. */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final Topics topics;
    private final TopicReader reader;
    private final CheckpointStore checkpoints;
    private final LearnerStateCodec codec;
    private final LearnerState empty;
    private final String baseDigest;

    Recovery(
            Topics topics,
            TopicReader reader,
            CheckpointStore checkpoints,
            LearnerStateCodec codec,
            LearnerState empty,
            String baseDigest) {
        this.topics = topics;
        this.reader = reader;
        this.checkpoints = checkpoints;
        this.codec = codec;
        this.empty = empty;
        this.baseDigest = baseDigest;
    }

    /**
     * @return empty if no checkpoint was ever committed
     * @throws LearnerStoppedException if the last checkpoint cannot be gone on from
     */
    Optional<Recovered> recover() {
        List<Checkpoint> committed = reader.readAll(topics.checkpoints).stream()
                .sorted(Comparator.comparingLong(Checkpoint::getStep))
                .toList();
        Map<String, Checkpoint> byId = committed.stream()
                .collect(Collectors.toMap(Checkpoint::getCheckpointId, Function.identity(), (a, b) -> b));
        collectOrphans(byId.keySet());
        if (committed.isEmpty()) {
            return Optional.empty();
        }
        Checkpoint last = committed.get(committed.size() - 1);
        requireSameBase(last);
        List<LearnerStep> steps = reader.readAll(topics.learnerSteps);
        Refusals refusals = Refusals.since(committed, steps);
        Recovered.Written good = written(refusals.good().orElseThrow(() -> noneIsGood(last)));
        Recovered.Written from = refusals.goesOnFrom().map(this::written).orElse(good);
        LearnerState state = written(last).state();

        Optional<LearnerStep> announced = steps.isEmpty() ? Optional.empty() : Optional.of(steps.get(steps.size() - 1));
        Optional<LearnerStep> pending = announced
                .filter(step -> step.getStep() > last.getStep())
                .filter(step -> from.record().getCheckpointId().equals(step.getParent()));
        long next = Math.max(last.getStep(), announced.map(LearnerStep::getStep).orElse(0L)) + 1;
        return Optional.of(new Recovered(
                good,
                from,
                state,
                anchor(good.record(), byId),
                refusals.returns(),
                refusals.streak(),
                next,
                pending,
                committed));
    }

    private void collectOrphans(Set<String> standing) {
        try {
            checkpoints.collectOrphans(standing);
        } catch (StoreAwayException e) {
            LOG.warn("orphans stay in the store until a later start: {}", e.getMessage());
        }
    }

    private Optional<LoraWeights> anchor(Checkpoint good, Map<String, Checkpoint> byId) {
        String id = good.getAnchor();
        if (id == null) {
            return Optional.empty();
        }
        if (!byId.containsKey(id)) {
            throw new LearnerStoppedException("The learner stops: its reference policy, checkpoint " + id
                    + ", is not on the checkpoints topic any more. Retention keeps it; who deleted it?");
        }
        return Optional.of(read(byId.get(id)).adapter());
    }

    private Recovered.Written written(Checkpoint record) {
        CheckpointContent content = read(record);
        return new Recovered.Written(record, content, state(record, content));
    }

    private LearnerState state(Checkpoint record, CheckpointContent content) {
        try {
            return codec.read(stateOf(record, content), empty);
        } catch (IllegalArgumentException e) { // no new beginning would read it; a learner that can takes over
            throw new LearnerStoppedException(
                    "The learner stops: what it knew at checkpoint " + record.getCheckpointId() + " (step "
                            + record.getStep() + ") cannot be read: " + e.getMessage() + ".",
                    e);
        }
    }

    private CheckpointContent read(Checkpoint record) {
        try {
            return checkpoints.read(record.getUri(), record.getFileDigests());
        } catch (CorruptCheckpointException e) {
            throw new LearnerStoppedException(
                    "The learner stops: checkpoint " + record.getCheckpointId() + " (step " + record.getStep()
                            + ") was committed, but its files are not as committed: " + e.getMessage()
                            + " An older one would teach some preferences twice, so none is taken unasked."
                            + " Restore its files from a copy.",
                    e);
        }
    }

    private void requireSameBase(Checkpoint last) {
        if (!last.getBaseDigest().equals(baseDigest)) {
            throw new LearnerStoppedException("The learner stops: the checkpoints of the policy '"
                    + topics.settings().policy() + "' belong to the base " + last.getBaseDigest()
                    + ", but this process has loaded the base " + baseDigest
                    + ". Start with that base's --model, or choose another policy.");
        }
    }

    private static LearnerStoppedException noneIsGood(Checkpoint refused) {
        return new LearnerStoppedException("The learner stops: checkpoint " + refused.getCheckpointId()
                + " was refused, and none that was not is on the checkpoints topic any more."
                + " Publish a checkpoint to go on from.");
    }

    private static byte[] stateOf(Checkpoint record, CheckpointContent content) {
        byte[] state = content.extras().get(LearnerStateCodec.FILE);
        if (state == null) {
            throw new LearnerStoppedException("The learner stops: checkpoint " + record.getCheckpointId() + " has no "
                    + LearnerStateCodec.FILE + ", so it is unknown what it has learned from.");
        }
        return state;
    }
}
