package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OperatorCommand;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.OperatorEventKind;
import dev.backchannel.learner.gate.Judgement;
import dev.backchannel.learner.log.Announcer;
import dev.backchannel.learner.log.Dispositions;
import dev.backchannel.learner.log.TopicReader;
import dev.backchannel.learner.publish.AnchorCommands;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.learner.state.LearnerStateCodec;
import dev.backchannel.learner.step.AnswerScorer;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.CorruptCheckpointException;
import dev.backchannel.policy.checkpoint.StoredCheckpoint;
import dev.backchannel.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes a committed checkpoint, or the base, the policy that losses and KL are measured against. The weights stay; what is replayed
 * and what judges is measured anew; a checkpoint of its own says so, in place of a step.
 */
final class Anchoring {
    /** Cause of such a step on {@code learner-steps}. */
    static final String CAUSE = "anchor";

    private final Topics topics;
    private final TopicReader log;
    private final long seed;
    private final PolicyModel model;
    private final AnswerScorer scorer;
    private final CheckpointStore checkpoints;
    private final LearnerStateCodec codec;
    private final CheckpointRecords records;
    private final Announcer announcer;

    Anchoring(
            Topics topics,
            TopicReader log,
            long seed,
            PolicyModel model,
            AnswerScorer scorer,
            CheckpointStore checkpoints,
            LearnerStateCodec codec,
            CheckpointRecords records,
            Announcer announcer) {
        this.topics = topics;
        this.log = log;
        this.seed = seed;
        this.model = model;
        this.scorer = scorer;
        this.checkpoints = checkpoints;
        this.codec = codec;
        this.records = records;
        this.announcer = announcer;
    }

    /** @param dropped ids of what {@code standing} has been rid of */
    Intervention carryOut(OperatorCommand command, Standing standing, long consumed, List<String> dropped) {
        Reference reference;
        try {
            reference = reference(AnchorCommands.checkpoint(command), standing);
        } catch (IllegalArgumentException | CorruptCheckpointException e) {
            return Intervention.rejected(
                    announcer.outcome(command, OperatorEventKind.REJECTED, String.valueOf(e.getMessage()), Map.of()),
                    standing);
        }
        Footing good = standing.good();
        LearnerState state =
                measuredAgainst(reference.adapter(), standing.state().returnedTo(good.state()), scorer);
        long number = standing.nextStep();
        StoredCheckpoint stored = checkpoints.write(new CheckpointContent(
                good.id(),
                model.baseDigest(),
                number,
                good.weights(),
                good.optimizer(),
                Map.of(LearnerStateCodec.FILE, codec.write(state))));
        Checkpoint record = records.next(
                        stored,
                        good,
                        standing,
                        number,
                        consumed,
                        unchanged(good, reference, state),
                        List.of(),
                        Alarms.withoutReference(good.record().getMetrics()))
                .setAnchor(reference.checkpointId())
                .build();
        LearnerStep step = Intervention.step(
                topics.settings().policy(), number, standing, seed, CAUSE, reference.checkpointId(), dropped);
        Footing anchored = new Footing(record, good.weights(), good.optimizer(), good.adapter(), state);
        return new Intervention(
                Optional.of(step),
                Optional.of(record),
                Accounting.reverted(
                        standing.state().undecided(),
                        "given up when the reference changed",
                        new Dispositions(topics.settings().policy())),
                Optional.of(applied(command, record)),
                Standing.on(anchored, state, reference, number + 1));
    }

    /** What a state becomes where {@code referenceOrNull}, null the base, is the new reference. */
    static LearnerState measuredAgainst(@Nullable Adapter referenceOrNull, LearnerState state, AnswerScorer scorer) {
        return state.measuredAnew(
                state.reservoir()
                        .measuredAs(scorer.rate(
                                state.reservoir().stream().map(r -> r.example()).toList(), referenceOrNull)),
                state.heldBack()
                        .measuredAs(scorer.rate(
                                state.heldBack().rated().stream()
                                        .map(r -> r.example())
                                        .toList(),
                                referenceOrNull)));
    }

    private Reference reference(String asked, Standing standing) {
        String before = standing.reference().checkpointId();
        if (standing.good().record().getParentId() == null) {
            throw new IllegalArgumentException("nothing has been learned yet, so every reference is the base");
        }
        if (asked.equals(AnchorCommands.BASE)) {
            requireAnother(null, before);
            return Reference.BASE;
        }
        List<Checkpoint> committed = log.readAll(topics.checkpoints);
        Checkpoint checkpoint =
                CommittedCheckpoint.named(asked, committed, topics.checkpoints.name(), model.baseDigest());
        String id = checkpoint.getCheckpointId();
        requireAnother(id, before);
        return new Reference(
                id,
                model.adapter(checkpoints
                        .read(checkpoint.getUri(), checkpoint.getFileDigests())
                        .adapter()));
    }

    private static void requireAnother(@Nullable String id, @Nullable String before) {
        if (Objects.equals(id, before)) {
            throw new IllegalArgumentException((id == null ? "the base" : id) + " is the reference already");
        }
    }

    /** The weights were judged when they were made. */
    private static Judgement unchanged(Footing good, Reference reference, LearnerState state) {
        List<String> reasons = new ArrayList<>();
        reasons.add("anchor: the weights of " + good.id() + "; from here the reference is "
                + (reference.checkpointId() == null ? "the base" : reference.checkpointId()));
        reasons.addAll(good.record().getGate().getReasons());
        return new Judgement(
                new GateVerdict(good.record().getGate().getVerdict(), reasons),
                state.heldBack(),
                state.lastLook(),
                good.record().getProbes(),
                Map.of());
    }

    private OperatorEvent applied(OperatorCommand command, Checkpoint record) {
        return announcer.outcome(
                command,
                OperatorEventKind.APPLIED,
                "the reference is " + (record.getAnchor() == null ? "the base" : record.getAnchor())
                        + " from checkpoint " + record.getCheckpointId() + " (step " + record.getStep() + ") on",
                Map.of(
                        "checkpoint_id",
                        record.getCheckpointId(),
                        "anchor",
                        Objects.toString(record.getAnchor(), AnchorCommands.BASE)));
    }
}
