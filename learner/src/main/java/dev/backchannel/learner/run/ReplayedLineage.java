package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.Probe;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerStoppedException;
import dev.backchannel.learner.gate.Judgement;
import dev.backchannel.learner.plan.Incoming;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.learner.step.AnswerScorer;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.CheckpointIds;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A lineage that is learned again, step by step as the log says. The log decides what a step goes on to; that this gate would have
 * decided otherwise is only counted.
 */
final class ReplayedLineage implements AutoCloseable {
    private final PolicyModel model;
    private final StepLog log;
    private final StepRun stepRun;
    private final AnswerScorer scorer;
    private final Optional<CheckpointStore> store;
    private final Map<String, Long> lastUses;
    /** Checkpoints that a later step starts from or is measured against; their adapters are closed. */
    private final Map<String, Footing> known = new HashMap<>();

    private final Map<String, Long> returns = new HashMap<>();
    private Standing standing;
    private int verdictsDiffer;

    /** @param first checkpoint of the lineage */
    ReplayedLineage(
            LearnerConfig config,
            PolicyModel model,
            StepLog log,
            CheckpointContent first,
            StepRun stepRun,
            AnswerScorer scorer,
            Optional<CheckpointStore> store) {
        this.model = model;
        this.log = log;
        this.stepRun = stepRun;
        this.scorer = scorer;
        this.store = store;
        this.lastUses = log.lastUses();
        LearnerState empty = LearnerState.initial(
                config.batch().reservoirCapacity(), config.gate().heldBackCases(), config.seed());
        Footing footing = footing(standIn(CheckpointIds.of(first), 0, List.of(), Map.of()), first, empty);
        this.standing = Standing.on(footing, empty, Reference.BASE, 1);
        known.put(footing.id(), footing);
    }

    int verdictsDiffer() {
        return verdictsDiffer;
    }

    /**
     * Takes the next step.
     *
     * @param range the records it covers
     * @return checkpoint_id of what it makes; empty: nothing was computed
     */
    Optional<String> take(LearnerStep step, Supplier<List<Incoming>> range) {
        stand(standing.without(erased(step)));
        Optional<String> made =
                switch (step.getCause()) {
                    case Publication.CAUSE -> published(step);
                    case Anchoring.CAUSE -> Optional.of(anchored(step));
                    case Rollback.CAUSE -> Optional.of(rolledBack(step));
                    default -> Optional.of(learned(step, range.get()));
                };
        known.keySet().removeIf(id -> lastUses.getOrDefault(id, -1L) <= step.getStep());
        return made;
    }

    private String learned(LearnerStep step, List<Incoming> range) {
        requireParent(step, standing.from().id());
        Optional<String> next = log.startAfter(step.getStep());
        boolean goesOn = next.isPresent() && next.equals(log.idOf(step.getStep()));
        boolean promoted = log.isPromoted(step.getStep());
        StepRun.Outcome outcome = stepRun.run(step, range, standing, judgement -> {
            verdictsDiffer += judgement.isPromoted() == promoted ? 0 : 1;
            return promoted ? Course.PROMOTED : goesOn ? Course.GOES_ON : Course.RETURNS;
        });
        CheckpointContent content = new CheckpointContent(
                standing.from().id(),
                model.baseDigest(),
                step.getStep(),
                outcome.weights(),
                outcome.optimizer(),
                Map.of());
        String id = CheckpointIds.of(content);
        if (outcome.course() == Course.RETURNS) {
            outcome.adapter().ifPresent(adapter -> adapter.close());
            stand(returned(step, outcome.state(), next));
            return id;
        }
        Judgement judgement = outcome.judgement();
        Footing footing = outcome.footing(standIn(id, step.getStep(), judgement.probes(), outcome.metrics()));
        known.put(id, footing);
        stand(
                promoted
                        ? Standing.on(footing, footing.state(), standing.reference(), step.getStep() + 1)
                        : standing.goesOn(footing));
        return id;
    }

    /** To where the log goes on; the last step of all goes nowhere. */
    private Standing returned(LearnerStep step, LearnerState after, Optional<String> next) {
        if (next.isEmpty()) {
            return standing.unmoved(after, step.getStep() + 1);
        }
        Footing good = again(step, next.get());
        return new Standing(
                good,
                good,
                after.returnedTo(good.state().without(erased(step))),
                standing.reference(),
                returns.merge(good.id(), 1L, Long::sum),
                0,
                step.getStep() + 1);
    }

    /** What came from outside stands in the store alone; refused, it changed nothing. */
    private Optional<String> published(LearnerStep step) {
        if (!log.isPromoted(step.getStep())) {
            stand(standing.unmoved(standing.state(), step.getStep() + 1));
            return Optional.empty();
        }
        Checkpoint record = log.record(step.getStep())
                .orElseThrow(() -> unknown(step, "its record has been forgotten, and its files with it"));
        CheckpointContent content = store.orElseThrow(() -> unknown(step, "give the --store it is in"))
                .read(record.getUri(), record.getFileDigests());
        LearnerState before = known(step, parent(step)).state().without(erased(step));
        LearnerState state = standing.state().returnedTo(before);
        Footing footing = footing(record, content, state);
        known.put(footing.id(), footing);
        stand(Standing.on(footing, state, standing.reference(), step.getStep() + 1));
        return Optional.of(CheckpointIds.of(content));
    }

    private static String parent(LearnerStep step) {
        return Optional.ofNullable(step.getParent())
                .orElseThrow(() -> new LearnerStoppedException(
                        "Step " + step.getStep() + " (" + step.getCause() + ") names no checkpoint to start from."));
    }

    private String anchored(LearnerStep step) {
        Footing good = again(step, parent(step));
        String anchor = step.getAnchor();
        Reference reference = anchor == null
                ? Reference.BASE
                : new Reference(anchor, again(step, anchor).adapter());
        LearnerState before = standing.state().returnedTo(good.state().without(erased(step)));
        LearnerState state = Anchoring.measuredAgainst(reference.adapter(), before, scorer);
        return unchanged(step, good, state, reference);
    }

    private String rolledBack(LearnerStep step) {
        Footing target = again(step, parent(step));
        String anchor = step.getAnchor();
        Reference reference = Objects.equals(anchor, standing.reference().checkpointId())
                ? standing.reference()
                : anchor == null
                        ? Reference.BASE
                        : new Reference(anchor, again(step, anchor).adapter());
        LearnerState state = Rollback.state(standing.state(), target.state(), reference.adapter(), scorer)
                .without(erased(step));
        return unchanged(step, target, state, reference);
    }

    /** The weights of an earlier checkpoint, as a step of their own. */
    private String unchanged(LearnerStep step, Footing good, LearnerState state, Reference reference) {
        CheckpointContent content = new CheckpointContent(
                good.id(), model.baseDigest(), step.getStep(), good.weights(), good.optimizer(), Map.of());
        String id = CheckpointIds.of(content);
        Footing footing = new Footing(
                standIn(
                        id,
                        step.getStep(),
                        good.record().getProbes(),
                        good.record().getMetrics()),
                good.weights(),
                good.optimizer(),
                good.adapter(),
                state);
        known.put(id, footing);
        stand(Standing.on(footing, state, reference, step.getStep() + 1));
        return id;
    }

    private static Set<String> erased(LearnerStep step) {
        return Set.copyOf(step.getErased());
    }

    private Footing known(LearnerStep step, String id) {
        Footing footing = known.get(id);
        if (footing == null) {
            throw new LearnerStoppedException("Step " + step.getStep() + " (" + step.getCause()
                    + ") leads to checkpoint "
                    + id + ", which is none of the steps before it. Only what was learned from preferences can be"
                    + " replayed.");
        }
        return footing;
    }

    /** An earlier checkpoint, on the device again. */
    private Footing again(LearnerStep step, String id) {
        Footing footing = known(step, id);
        return new Footing(
                footing.record(),
                footing.weights(),
                footing.optimizer(),
                model.adapter(footing.weights()),
                footing.state());
    }

    private void stand(Standing next) {
        standing.makeWayFor(next);
        standing = next;
    }

    private static void requireParent(LearnerStep step, String parent) {
        if (!parent.equals(step.getParent())) {
            throw new LearnerStoppedException("Step " + step.getStep() + " (" + step.getCause() + ") starts from "
                    + step.getParent() + ", but the steps before it lead to " + parent
                    + ". Only what was learned from preferences can be replayed.");
        }
    }

    private static LearnerStoppedException unknown(LearnerStep step, String why) {
        return new LearnerStoppedException("Step " + step.getStep() + " is an adapter that was published from outside: "
                + why + ". What was learned from it cannot be replayed without.");
    }

    private Footing footing(Checkpoint record, CheckpointContent content, LearnerState state) {
        return new Footing(record, content.adapter(), content.optimizer(), model.adapter(content.adapter()), state);
    }

    /** With what the next step's gate wants to know of its parent. */
    private Checkpoint standIn(String id, long step, List<Probe> probes, Map<String, Double> metrics) {
        return Checkpoint.newBuilder()
                .setCheckpointId(id)
                .setBaseDigest(model.baseDigest())
                .setUri(id)
                .setFileDigests(Map.of())
                .setStep(step)
                .setConsumedOffset(0)
                .setMetrics(metrics)
                .setGate(new GateVerdict(Verdict.PASSED, List.of()))
                .setProbes(probes)
                .setCreatedAt(Instant.EPOCH)
                .build();
    }

    @Override
    public void close() {
        standing.close();
    }
}
