package dev.backchannel.learner.run;

import dev.backchannel.avro.Preference;
import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.example.ExampleEncoder;
import dev.backchannel.learner.example.HeldBackRule;
import dev.backchannel.learner.gate.Gate;
import dev.backchannel.learner.log.Announcer;
import dev.backchannel.learner.log.CommandInbox;
import dev.backchannel.learner.log.ControlsInbox;
import dev.backchannel.learner.log.LearnerTransactions;
import dev.backchannel.learner.log.PreferenceSource;
import dev.backchannel.learner.log.RollbackInbox;
import dev.backchannel.learner.log.TopicReader;
import dev.backchannel.learner.plan.IncomingReader;
import dev.backchannel.learner.publish.AnchorCommands;
import dev.backchannel.learner.publish.PublishCommands;
import dev.backchannel.learner.retention.HeldCheckpoints;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.learner.state.LearnerStateCodec;
import dev.backchannel.learner.step.AnswerScorer;
import dev.backchannel.learner.step.StepTaker;
import dev.backchannel.policy.LoraTrainer;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.topics.Topics;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * One term of office: take the pen from whoever held it, find out where things stand, and lead until the partition is
 * lost. What the base does is measured once, not once a term.
 */
public final class Leadership implements AutoCloseable {
    private final LearnerConfig config;
    private final Topics topics;
    private final String bootstrapServers;
    private final LoraTrainer trainer;
    private final LeaderParts parts;
    private final Recovery recovery;
    private final FirstCheckpoint first;

    public Leadership(
            LearnerConfig config,
            Topics topics,
            String bootstrapServers,
            PolicyModel model,
            CheckpointStore store,
            Announcer announcer,
            LearnerFigures figures,
            Clock clock,
            LongSupplier nanos) {
        this.config = config;
        this.topics = topics;
        this.bootstrapServers = bootstrapServers;
        this.trainer = model.trainer(config.recomputeActivations());
        String policy = topics.settings().policy();
        ExampleEncoder encoder = config.encoder(model);
        AnswerScorer scorer = new AnswerScorer(model, config.paddedTokens());
        Gate gate = new Gate(model, config.gate(), scorer);
        CheckpointRecords records = new CheckpointRecords(policy, model.baseDigest(), config.shadow(), clock);
        LearnerStateCodec codec = new LearnerStateCodec(topics.serde(Preference.class), encoder);
        LearnerState empty = LearnerState.initial(
                config.batch().reservoirCapacity(), config.gate().heldBackCases(), config.seed());
        this.parts = new LeaderParts(
                config,
                policy,
                model,
                new IncomingReader(topics.preferences, encoder, new HeldBackRule(config.heldBackShare()), nanos),
                new StepRun(model, new StepTaker(model, trainer, config.step()), scorer, gate, nanos),
                codec,
                store,
                records,
                new Retention(
                        config.retention(),
                        new HeldCheckpoints(topics, new TopicReader(bootstrapServers)),
                        store,
                        clock),
                new Interventions(
                        new Publication(policy, config.seed(), model, gate, store, codec, records, announcer),
                        new Anchoring(
                                topics,
                                new TopicReader(bootstrapServers),
                                config.seed(),
                                model,
                                scorer,
                                store,
                                codec,
                                records,
                                announcer),
                        new Rollback(
                                topics,
                                new TopicReader(bootstrapServers),
                                new Abandoned(topics, bootstrapServers),
                                config.seed(),
                                model,
                                scorer,
                                store,
                                codec,
                                empty,
                                records,
                                announcer)),
                announcer,
                figures,
                new StepTraces(topics.traces()),
                nanos);
        this.recovery =
                new Recovery(topics, new TopicReader(bootstrapServers), store, codec, empty, model.baseDigest());
        this.first = new FirstCheckpoint(config, model, gate, store, records, codec, empty);
    }

    /**
     * Leads until {@code goOn} says no or the partition is lost; {@code started} runs once the term has begun. A term that
     * finds no checkpoint commits the first and ends: only the next one's takeover waits until that can be read.
     */
    public void serve(PreferenceSource source, BooleanSupplier goOn, Runnable started) {
        try (LearnerTransactions transactions =
                new LearnerTransactions(topics, bootstrapServers, config.membership())) {
            transactions.takeOver();
            Optional<Recovered> recovered = recovery.recover();
            if (recovered.isEmpty()) {
                first.commit(transactions, source);
                return;
            }
            String policy = topics.settings().policy();
            try (CommandInbox inbox = new CommandInbox(
                            topics,
                            bootstrapServers,
                            c -> PublishCommands.isFor(c, policy) || AnchorCommands.isFor(c, policy),
                            parts.nanos());
                    RollbackInbox rollbacks = new RollbackInbox(topics, bootstrapServers, parts.nanos());
                    ControlsInbox controls = new ControlsInbox(topics, bootstrapServers, parts.nanos());
                    Leader leader = new Leader(
                            parts, source, transactions, inbox, rollbacks, controls, recovered.get(), goOn)) {
                started.run();
                leader.lead();
            }
        }
    }

    @Override
    public void close() {
        trainer.close();
    }
}
