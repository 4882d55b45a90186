package dev.backchannel.learner.run;

import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.log.Announcer;
import dev.backchannel.learner.plan.IncomingReader;
import dev.backchannel.learner.state.LearnerStateCodec;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import java.util.function.LongSupplier;

/** What outlives one leadership. */
record LeaderParts(
        LearnerConfig config,
        String policy,
        PolicyModel model,
        IncomingReader reader,
        StepRun stepRun,
        LearnerStateCodec codec,
        CheckpointStore checkpoints,
        CheckpointRecords records,
        Retention retention,
        Interventions interventions,
        Announcer announcer,
        LearnerFigures figures,
        StepTraces traces,
        LongSupplier nanos) {}
