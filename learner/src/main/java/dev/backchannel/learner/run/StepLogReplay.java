package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.LearnerStep;
import dev.backchannel.avro.OffsetRange;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.LearnerStoppedException;
import dev.backchannel.learner.example.ExampleEncoder;
import dev.backchannel.learner.example.HeldBackRule;
import dev.backchannel.learner.gate.Gate;
import dev.backchannel.learner.log.RangeReader;
import dev.backchannel.learner.log.TopicReader;
import dev.backchannel.learner.plan.Incoming;
import dev.backchannel.learner.plan.IncomingReader;
import dev.backchannel.learner.step.AnswerScorer;
import dev.backchannel.learner.step.StepTaker;
import dev.backchannel.policy.LoraTrainer;
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
    private final AnswerScorer scorer;

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
        this.scorer = new AnswerScorer(model, config.paddedTokens());
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
        List<LearnerStep> steps = log.upTo(target.getStep());
        CheckpointContent first = FirstCheckpoint.content(config, model, Map.of());
        String id = CheckpointIds.of(first);
        String expected =
                steps.isEmpty() ? target.getCheckpointId() : steps.get(0).getParent();
        if (log.find(expected).filter(begun -> begun.getParentId() != null).isPresent()) {
            throw new LearnerStoppedException("The lineage of " + topics.checkpoints.name() + " begins with checkpoint "
                    + expected + ", which was taken over from another policy. Replay it there; what was learned since"
                    + " cannot be replayed from this log alone.");
        }
        if (!id.equals(expected)) {
            return report(target, 1, 0, Optional.of(new ReplayReport.Difference(0, expected, id)));
        }
        progress.accept(0);
        int compared = 1;
        try (RangeReader preferences = new RangeReader(topics, bootstrapServers);
                ReplayedLineage lineage = new ReplayedLineage(config, model, log, first, stepRun, scorer, store)) {
            for (LearnerStep step : steps) {
                Optional<String> replayed = lineage.take(step, () -> range(step, preferences));
                Optional<String> committed = log.idOf(step.getStep());
                boolean comparable = committed.isPresent() && replayed.isPresent();
                if (comparable && !committed.equals(replayed)) {
                    return report(
                            target,
                            compared + 1,
                            lineage.verdictsDiffer(),
                            Optional.of(new ReplayReport.Difference(step.getStep(), committed.get(), replayed.get())));
                }
                compared += comparable ? 1 : 0;
                progress.accept(step.getStep());
            }
            return report(target, compared, lineage.verdictsDiffer(), Optional.empty());
        }
    }

    private static ReplayReport report(
            Checkpoint target, int compared, int verdictsDiffer, Optional<ReplayReport.Difference> difference) {
        return new ReplayReport(target.getCheckpointId(), target.getStep(), compared, verdictsDiffer, difference);
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

    @Override
    public void close() {
        trainer.close();
    }
}
