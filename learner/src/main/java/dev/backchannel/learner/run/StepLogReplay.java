package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OffsetRange;
import dev.backchannel.avro.Probe;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerStoppedException;
import dev.backchannel.learner.example.ExampleEncoder;
import dev.backchannel.learner.example.HeldBackRule;
import dev.backchannel.learner.gate.Gate;
import dev.backchannel.learner.gate.Judgement;
import dev.backchannel.learner.log.RangeReader;
import dev.backchannel.learner.log.TopicReader;
import dev.backchannel.learner.plan.Incoming;
import dev.backchannel.learner.plan.IncomingReader;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.learner.step.AnswerScorer;
import dev.backchannel.learner.step.StepTaker;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.LoraTrainer;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.CheckpointIds;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.topics.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Learns a checkpoint again, from {@code preferences}, {@code learner-steps} and the base alone, with the very code that the
 * leader runs, and compares identities step by step. Writes nothing.
 */
public final class StepLogReplay implements AutoCloseable {
    private final LearnerConfig config;
    private final Topics topics;
    private final String bootstrapServers;
    private final PolicyModel model;
    private final Optional<CheckpointStore> store;
    private final LoraTrainer trainer;
    private final IncomingReader reader;
    private final StepRun stepRun;
    private int verdictsDiffer;

    /**
     * @param config the settings that the learner had
     * @param store needed only where an adapter was published from outside
     */
    public StepLogReplay(
            LearnerConfig config,
            Topics topics,
            String bootstrapServers,
            PolicyModel model,
            Optional<CheckpointStore> store) {
        this.store = store;
        this.config = config;
        this.topics = topics;
        this.bootstrapServers = bootstrapServers;
        this.model = model;
        this.trainer = model.trainer(config.recomputeActivations());
        ExampleEncoder encoder = config.encoder(model);
        AnswerScorer scorer = new AnswerScorer(model, config.paddedTokens());
        this.reader = new IncomingReader(
                topics.preferences, encoder, new HeldBackRule(config.heldBackShare()), System::nanoTime);
        this.stepRun = new StepRun(
                model,
                new StepTaker(model, trainer, config.step()),
                scorer,
                new Gate(model, config.gate(), scorer),
                System::nanoTime);
    }

    /**
     * Replays up to a checkpoint, or to the first step that differs.
     *
     * @param checkpointId empty: the newest that the gate did not refuse
     * @param progress hears of each step that was equal
     * @throws LearnerStoppedException if the log cannot be replayed; the message says why
     */
    public ReplayReport replay(Optional<String> checkpointId, LongConsumer progress) {
        TopicReader log = new TopicReader(bootstrapServers);
        List<Checkpoint> committed = log.readAll(topics.checkpoints);
        StepLog steps = new StepLog(committed, log.readAll(topics.learnerSteps));
        Checkpoint target = checkpointId
                .map(steps::find)
                .orElseGet(steps::newestGood)
                .orElseThrow(() -> new LearnerStoppedException("There is no checkpoint "
                        + checkpointId.map(id -> id + " ").orElse("") + "on " + topics.checkpoints.name() + "; "
                        + committed.size() + " are."));
        if (!target.getBaseDigest().equals(model.baseDigest())) {
            throw new LearnerStoppedException("Checkpoint " + target.getCheckpointId() + " belongs to the base "
                    + target.getBaseDigest() + ", but this process has loaded the base " + model.baseDigest()
                    + ". Replay with that base's --model.");
        }
        return replay(steps, target, progress);
    }

    private ReplayReport replay(StepLog log, Checkpoint target, LongConsumer progress) {
        verdictsDiffer = 0;
        List<LearnerStep> steps = log.upTo(target.getStep());
        String id = CheckpointIds.of(FirstCheckpoint.content(config, model, Map.of()));
        String expected =
                steps.isEmpty() ? target.getCheckpointId() : steps.get(0).getParent();
        if (!id.equals(expected)) {
            return report(target, 1, Optional.of(new ReplayReport.Difference(0, expected, id)));
        }
        progress.accept(0);
        int compared = 1;
        Standing standing = first(id);
        try (RangeReader preferences = new RangeReader(topics, bootstrapServers)) {
            for (LearnerStep step : steps) {
                Taken taken = take(step, standing, preferences, log);
                standing = taken.after();
                Optional<String> committed = log.idOf(step.getStep());
                boolean comparable = committed.isPresent() && taken.id().isPresent();
                if (comparable && !committed.equals(taken.id())) {
                    return report(
                            target,
                            compared + 1,
                            Optional.of(new ReplayReport.Difference(
                                    step.getStep(), committed.get(), taken.id().get())));
                }
                compared += comparable ? 1 : 0;
                progress.accept(step.getStep());
            }
            return report(target, compared, Optional.empty());
        } finally {
            standing.adapter().close();
        }
    }

    private ReplayReport report(Checkpoint target, int compared, Optional<ReplayReport.Difference> difference) {
        return new ReplayReport(target.getCheckpointId(), target.getStep(), compared, verdictsDiffer, difference);
    }

    private Standing first(String id) {
        LoraWeights weights = FirstCheckpoint.content(config, model, Map.of()).adapter();
        LearnerState empty = LearnerState.initial(
                config.batch().reservoirCapacity(), config.gate().heldBackCases(), config.seed());
        return new Standing(
                standIn(id, 0, List.of(), Map.of()),
                weights,
                OptimizerState.initial(weights),
                model.adapter(weights),
                empty,
                0,
                1);
    }

    /** @param id empty: nothing was computed */
    private record Taken(Optional<String> id, Standing after) {}

    private Taken take(LearnerStep step, Standing standing, RangeReader preferences, StepLog log) {
        String parent = standing.good().getCheckpointId();
        if (!parent.equals(step.getParent())) {
            throw new LearnerStoppedException("Step " + step.getStep() + " (" + step.getCause() + ") starts from "
                    + step.getParent() + ", but the steps before it lead to " + parent
                    + ". Only what was learned from preferences can be replayed.");
        }
        boolean promoted = log.isPromoted(step.getStep());
        if (step.getCause().equals(Publication.CAUSE)) {
            return published(step, standing, log);
        }
        StepRun.Outcome outcome =
                stepRun.run(step, range(step, preferences), standing, judgement -> asLogged(judgement, promoted));
        String id = CheckpointIds.of(new CheckpointContent(
                parent, model.baseDigest(), step.getStep(), outcome.weights(), outcome.optimizer(), Map.of()));
        if (!promoted || outcome.adapter().isEmpty()) {
            outcome.adapter().ifPresent(Adapter::close);
            return new Taken(
                    Optional.of(id), standing.refused(outcome.state(), standing.refusals() + 1, step.getStep() + 1));
        }
        standing.adapter().close();
        return new Taken(
                Optional.of(id),
                new Standing(
                        standIn(id, step.getStep(), outcome.judgement().probes(), outcome.metrics()),
                        outcome.weights(),
                        outcome.optimizer(),
                        outcome.adapter().get(),
                        outcome.state(),
                        0,
                        step.getStep() + 1));
    }

    /** What came from outside stands in the store alone; refused, it changed nothing. */
    private Taken published(LearnerStep step, Standing standing, StepLog log) {
        if (!log.isPromoted(step.getStep())) {
            return new Taken(
                    Optional.empty(), standing.refused(standing.state(), standing.refusals(), step.getStep() + 1));
        }
        Checkpoint record = log.record(step.getStep())
                .orElseThrow(() -> unknown(step, "its record has been forgotten, and its files with it"));
        CheckpointContent content = store.orElseThrow(() -> unknown(step, "give the --store it is in"))
                .read(record.getUri(), record.getFileDigests());
        standing.adapter().close();
        return new Taken(
                Optional.of(CheckpointIds.of(content)),
                new Standing(
                        record,
                        content.adapter(),
                        content.optimizer(),
                        model.adapter(content.adapter()),
                        standing.state(),
                        0,
                        step.getStep() + 1));
    }

    private static LearnerStoppedException unknown(LearnerStep step, String why) {
        return new LearnerStoppedException("Step " + step.getStep() + " is an adapter that was published from outside: "
                + why + ". What was learned from it cannot be replayed without.");
    }

    /** The log decides what went on; that this gate would have decided otherwise is only counted. */
    private Judgement asLogged(Judgement judgement, boolean promoted) {
        if (judgement.isPromoted() == promoted) {
            return judgement;
        }
        verdictsDiffer++;
        GateVerdict logged = new GateVerdict(promoted ? Verdict.PASSED : Verdict.REFUSED, List.of("as the log says"));
        return new Judgement(logged, judgement.heldBack(), judgement.probes(), judgement.figures());
    }

    private List<Incoming> range(LearnerStep step, RangeReader preferences) {
        long from =
                step.getRanges().stream().mapToLong(OffsetRange::getFrom).min().orElse(0);
        long beginning = preferences.beginning();
        if (beginning > from) {
            throw new LearnerStoppedException("Step " + step.getStep() + " needs " + topics.preferences.name()
                    + " from offset " + from + ", but retention has deleted everything below " + beginning
                    + ", so this log cannot be replayed any more.");
        }
        return preferences.read(from, Composition.end(step)).stream()
                .map(reader::read)
                .toList();
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
                .setCreatedAt(java.time.Instant.EPOCH)
                .build();
    }

    @Override
    public void close() {
        trainer.close();
    }
}
