package dev.backchannel.learner.run;

import dev.backchannel.learner.LearnerConfig;
import dev.backchannel.learner.gate.Gate;
import dev.backchannel.learner.log.Commit;
import dev.backchannel.learner.log.LearnerTransactions;
import dev.backchannel.learner.log.PreferenceSource;
import dev.backchannel.learner.state.LearnerState;
import dev.backchannel.learner.state.LearnerStateCodec;
import dev.backchannel.policy.Adapter;
import dev.backchannel.policy.LoraConfig;
import dev.backchannel.policy.LoraWeights;
import dev.backchannel.policy.OptimizerState;
import dev.backchannel.policy.PolicyModel;
import dev.backchannel.policy.checkpoint.CheckpointContent;
import dev.backchannel.policy.checkpoint.CheckpointStore;
import dev.backchannel.policy.checkpoint.StoredCheckpoint;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Starts a lineage: step 0, an adapter with B = 0. */
final class FirstCheckpoint {
    private final LearnerConfig config;
    private final PolicyModel model;
    private final Gate gate;
    private final CheckpointStore checkpoints;
    private final CheckpointRecords records;
    private final LearnerStateCodec codec;
    private final LearnerState empty;

    FirstCheckpoint(
            LearnerConfig config,
            PolicyModel model,
            Gate gate,
            CheckpointStore checkpoints,
            CheckpointRecords records,
            LearnerStateCodec codec,
            LearnerState empty) {
        this.config = config;
        this.model = model;
        this.gate = gate;
        this.checkpoints = checkpoints;
        this.records = records;
        this.codec = codec;
        this.empty = empty;
    }

    void commit(LearnerTransactions transactions, PreferenceSource source) {
        CheckpointContent content = content(config, model, Map.of(LearnerStateCodec.FILE, codec.write(empty)));
        StoredCheckpoint stored = checkpoints.write(content);
        long consumed = source.beginning();
        try (Adapter adapter = model.adapter(content.adapter())) {
            transactions.commit(
                    new Commit(
                            Optional.of(records.first(stored, consumed, gate.probesOf(adapter))),
                            List.of(),
                            List.of(),
                            List.of(),
                            consumed),
                    source);
        }
    }

    /** What every lineage of these settings on this base starts with. */
    static CheckpointContent content(LearnerConfig config, PolicyModel model, Map<String, byte[]> extras) {
        LoraConfig shape = config.lora().orElseGet(model::defaultLora);
        LoraWeights weights = LoraWeights.initial(model.config(), shape, config.seed());
        return new CheckpointContent("", model.baseDigest(), 0, weights, OptimizerState.initial(weights), extras);
    }
}
