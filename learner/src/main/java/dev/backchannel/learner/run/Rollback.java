package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OperatorEvent;
import dev.backchannel.avro.Preference;
import dev.backchannel.learner.gate.Judgement;
import dev.backchannel.learner.log.Announcer;
import dev.backchannel.learner.log.Dispositions;
import dev.backchannel.learner.log.RollbackInbox;
import dev.backchannel.learner.log.TopicReader;
import dev.backchannel.learner.plan.Reasons;
import dev.backchannel.learner.state.HeldBack;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.learner.state.LearnerStateCodec;
import dev.backchannel.learner.step.AnswerScorer;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.CorruptCheckpointException;
import dev.backchannel.policy.checkpoint.StoredCheckpoint;
import dev.backchannel.topics.Arguments;
import dev.backchannel.topics.Topics;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Follows a rollback: in place of a step, a checkpoint of its own has the target's weights again, and the next step starts
 * from it. Offsets stay; what only the abandoned weights had learned is REVERTED.
 */
final class Rollback {
    /** Cause of such a step on {@code learner-steps}. */
    static final String CAUSE = "rollback";

    private final Topics topics;
    private final TopicReader log;
    private final Abandoned abandoned;
    private final Dispositions ends;
    private final long seed;
    private final PolicyModel model;
    private final AnswerScorer scorer;
    private final CheckpointStore checkpoints;
    private final LearnerStateCodec codec;
    private final LearnerState empty;
    private final CheckpointRecords records;
    private final Announcer announcer;

    Rollback(
            Topics topics,
            TopicReader log,
            Abandoned abandoned,
            long seed,
            PolicyModel model,
            AnswerScorer scorer,
            CheckpointStore checkpoints,
            LearnerStateCodec codec,
            LearnerState empty,
            CheckpointRecords records,
            Announcer announcer) {
        this.topics = topics;
        this.log = log;
        this.abandoned = abandoned;
        this.ends = new Dispositions(topics.settings().policy());
        this.seed = seed;
        this.model = model;
        this.scorer = scorer;
        this.checkpoints = checkpoints;
        this.codec = codec;
        this.empty = empty;
        this.records = records;
        this.announcer = announcer;
    }

    /**
     * What the log knows of the target.
     *
     * @param path the steps that are abandoned
     */
    private record Target(Checkpoint record, CheckpointContent content, LearnerState state, List<LearnerStep> path) {
        Footing on(@Nullable Adapter adapterOrNull) {
            return new Footing(record, content.adapter(), content.optimizer(), adapterOrNull, state);
        }
    }

    /**
     * @param outcome of the command: names the target
     * @param consumed first offset that no committed step covers
     * @param erased of whom nothing may be kept
     */
    Intervention carryOut(OperatorEvent outcome, Standing standing, long consumed, Predicate<Preference> erased) {
        String asked = outcome.getDetails().getOrDefault(Arguments.CHECKPOINT, "");
        Target target;
        Reference reference;
        try {
            List<Checkpoint> committed = log.readAll(topics.checkpoints);
            target = target(asked, standing, committed);
            reference = reference(target.record().getAnchor(), standing, committed);
        } catch (IllegalArgumentException | CorruptCheckpointException e) {
            return Intervention.rejected(refusal(outcome, String.valueOf(e.getMessage())), standing);
        }
        LearnerState kept = state(standing.state(), target.state(), reference.adapter(), scorer);
        List<String> dropped = Stream.concat(
                        standing.kept(erased).stream(), kept.kept(erased).map(Preference::getPreferenceId))
                .distinct()
                .sorted()
                .toList();
        LearnerState state = kept.without(Set.copyOf(dropped));
        long number = standing.nextStep();
        StoredCheckpoint stored = checkpoints.write(new CheckpointContent(
                target.record().getCheckpointId(),
                model.baseDigest(),
                number,
                target.content().adapter(),
                target.content().optimizer(),
                Map.of(LearnerStateCodec.FILE, codec.write(state))));
        Standing there = Standing.on(target.on(null), state, reference, number);
        Checkpoint record = records.next(
                        stored,
                        there.good(),
                        there,
                        number,
                        consumed,
                        unchanged(target.record(), outcome, state),
                        List.of(),
                        target.record().getMetrics())
                .setRolledBackTo(
                        asked.equals(Arguments.BASE) ? asked : target.record().getCheckpointId())
                .build();
        LearnerStep step = LearnerStep.newBuilder(Intervention.step(
                        topics.settings().policy(), number, there, seed, CAUSE, reference.checkpointId(), dropped))
                .setCommandId(outcome.getCommandId())
                .build();
        boolean isGood = target.record()
                .getCheckpointId()
                .equals(standing.good().record().getCheckpointId());
        Adapter adapter = isGood
                ? standing.good().adapter()
                : model.adapter(target.content().adapter());
        Footing footing =
                new Footing(record, target.content().adapter(), target.content().optimizer(), adapter, state);
        return new Intervention(
                Optional.of(step),
                Optional.of(record),
                reverted(target, standing, outcome),
                Optional.empty(),
                Standing.on(footing, state, reference, number + 1));
    }

    /** What a state becomes where the policy goes back to one that had {@code target}, measured against {@code referenceOrNull}. */
    static LearnerState state(
            LearnerState state, LearnerState target, @Nullable Adapter referenceOrNull, AnswerScorer scorer) {
        HeldBack measured = state.heldBack()
                .measuredAs(scorer.rate(
                        state.heldBack().rated().stream().map(r -> r.example()).toList(), referenceOrNull));
        return state.rolledBackTo(target, measured);
    }

    private Target target(String asked, Standing standing, List<Checkpoint> committed) {
        StepLog steps = new StepLog(committed, log.readAll(topics.learnerSteps));
        String wanted = asked.equals(Arguments.BASE)
                ? steps.first().orElse(standing.good().id())
                : asked;
        Checkpoint record = CommittedCheckpoint.named(wanted, committed, topics.checkpoints.name(), model.baseDigest());
        String head = standing.good().id();
        List<LearnerStep> path = steps.path(head, record.getCheckpointId())
                .orElseThrow(() -> new IllegalArgumentException("checkpoint " + record.getCheckpointId()
                        + " is no ancestor of " + head
                        + ", which learning stands on; what it was taught has been given up."
                        + " Publish it as an adapter to take it up again"));
        CheckpointContent content = checkpoints.read(record.getUri(), record.getFileDigests());
        byte[] state = content.extras().get(LearnerStateCodec.FILE);
        if (state == null) {
            throw new IllegalArgumentException("checkpoint " + record.getCheckpointId() + " has no "
                    + LearnerStateCodec.FILE + ", so it is unknown what it would replay");
        }
        return new Target(record, content, codec.read(state, empty), path);
    }

    private Reference reference(@Nullable String anchorOrNull, Standing standing, List<Checkpoint> committed) {
        if (Objects.equals(anchorOrNull, standing.reference().checkpointId())) {
            return standing.reference();
        }
        if (anchorOrNull == null) {
            return Reference.BASE;
        }
        Checkpoint anchor =
                CommittedCheckpoint.named(anchorOrNull, committed, topics.checkpoints.name(), model.baseDigest());
        return new Reference(
                anchorOrNull,
                model.adapter(checkpoints
                        .read(anchor.getUri(), anchor.getFileDigests())
                        .adapter()));
    }

    private List<Disposition> reverted(Target target, Standing standing, OperatorEvent outcome) {
        String reason = "rolled back to checkpoint " + target.record().getCheckpointId() + " by the command "
                + outcome.getCommandId();
        List<Disposition> all = new ArrayList<>(abandoned.ends(target.path(), reason));
        Set<String> known = new HashSet<>();
        all.forEach(end -> known.add(end.getPreferenceId()));
        Accounting.reverted(standing.state().undecided(), reason, ends).stream()
                .filter(end -> !known.contains(end.getPreferenceId()))
                .forEach(all::add);
        return all;
    }

    /** The weights were judged when they were made. */
    private static Judgement unchanged(Checkpoint target, OperatorEvent outcome, LearnerState state) {
        List<String> reasons = new ArrayList<>();
        reasons.add(Reasons.brief("rollback: the weights of " + target.getCheckpointId() + " again, by the command "
                + outcome.getCommandId()));
        reasons.addAll(target.getGate().getReasons());
        return new Judgement(
                new GateVerdict(target.getGate().getVerdict(), reasons),
                state.heldBack(),
                state.lastLook(),
                target.getProbes(),
                Map.of());
    }

    private OperatorEvent refusal(OperatorEvent outcome, String why) {
        return announcer.alert(
                RollbackInbox.REFUSED,
                "the learner does not follow the rollback " + outcome.getCommandId()
                        + ", and goes on from where it was: " + why,
                Map.of(RollbackInbox.COMMAND, String.valueOf(outcome.getCommandId())));
    }
}
