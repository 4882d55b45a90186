package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.LearnerStoppedException;
import dev.backchannel.learner.log.TopicReader;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.learner.state.LearnerStateCodec;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.CorruptCheckpointException;
import dev.backchannel.policy.checkpoint.StoreAwayException;
import dev.backchannel.topics.Topics;
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
        List<Checkpoint> committed = reader.readAll(topics.checkpoints);
        Map<String, Checkpoint> byId = committed.stream()
                .collect(Collectors.toMap(Checkpoint::getCheckpointId, Function.identity(), (a, b) -> b));
        collectOrphans(byId.keySet());
        if (committed.isEmpty()) {
            return Optional.empty();
        }
        Checkpoint last = committed.get(committed.size() - 1);
        requireSameBase(last);
        CheckpointContent lastContent = read(last);
        boolean refused = last.getGate().getVerdict() == Verdict.REFUSED;
        Checkpoint good = refused ? parent(last, byId) : last;
        CheckpointContent content = refused ? read(good) : lastContent;
        LearnerState state = codec.read(stateOf(last, lastContent), empty);

        List<LearnerStep> steps = reader.readAll(topics.learnerSteps);
        Optional<LearnerStep> announced = steps.isEmpty() ? Optional.empty() : Optional.of(steps.get(steps.size() - 1));
        Optional<LearnerStep> pending = announced
                .filter(step -> step.getStep() > last.getStep())
                .filter(step -> good.getCheckpointId().equals(step.getParent()));
        long next = Math.max(last.getStep(), announced.map(LearnerStep::getStep).orElse(0L)) + 1;
        return Optional.of(new Recovered(
                good,
                content.adapter(),
                content.optimizer(),
                state,
                last.getConsumedOffset(),
                refusals(committed, good, steps),
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

    private static long refusals(List<Checkpoint> committed, Checkpoint good, List<LearnerStep> steps) {
        Set<Long> published = steps.stream()
                .filter(step -> step.getCause().equals(Publication.CAUSE))
                .map(LearnerStep::getStep)
                .collect(Collectors.toSet());
        return committed.stream()
                .map(Checkpoint::getStep)
                .filter(step -> step > good.getStep() && !published.contains(step))
                .count();
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

    private static Checkpoint parent(Checkpoint refused, Map<String, Checkpoint> byId) {
        Checkpoint parent = byId.get(refused.getParentId());
        if (parent == null) {
            throw new LearnerStoppedException("The learner stops: checkpoint " + refused.getCheckpointId()
                    + " was refused, and its parent " + refused.getParentId()
                    + " is not on the checkpoints topic any more. Publish a checkpoint to go on from.");
        }
        return parent;
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
