package dev.backchannel.learner.run;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Probe;
import dev.backchannel.avro.Verdict;
import dev.backchannel.learner.example.Example;
import dev.backchannel.learner.gate.Judgement;
import dev.backchannel.policy.checkpoint.StoredCheckpoint;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the records of {@code checkpoints}. */
final class CheckpointRecords {
    private final String policy;
    private final String baseDigest;
    private final boolean shadow;
    private final Clock clock;

    /** @param shadow whether what is committed is not to be served */
    CheckpointRecords(String policy, String baseDigest, boolean shadow, Clock clock) {
        this.policy = policy;
        this.baseDigest = baseDigest;
        this.shadow = shadow;
        this.clock = clock;
    }

    /** The first of a lineage: an adapter that changes nothing yet. */
    Checkpoint first(StoredCheckpoint stored, long consumed, List<Probe> probes) {
        return record(stored, 0, consumed)
                .setMetrics(Map.of())
                .setGate(new GateVerdict(Verdict.PASSED, List.of("the first checkpoint changes nothing")))
                .setProbes(probes)
                .build();
    }

    /**
     * @param parent what it was made from
     * @param standing before the step
     * @param learned for good, at last
     */
    Checkpoint.Builder next(
            StoredCheckpoint stored,
            Footing parent,
            Standing standing,
            long step,
            long consumed,
            Judgement judgement,
            List<Example> learned,
            Map<String, Double> metrics) {
        return record(stored, step, consumed)
                .setParentId(parent.id())
                .setMetrics(metrics)
                .setGate(judgement.verdict())
                .setProbes(judgement.probes())
                .setAnchor(standing.reference().checkpointId())
                .setNewestAcceptedAt(newest(standing.good().record(), learned));
    }

    private Checkpoint.Builder record(StoredCheckpoint stored, long step, long consumed) {
        return Checkpoint.newBuilder()
                .setCheckpointId(stored.checkpointId())
                .setPolicy(policy)
                .setBaseDigest(baseDigest)
                .setUri(stored.uri())
                .setFileDigests(stored.fileDigests())
                .setStep(step)
                .setConsumedOffset(consumed)
                .setShadow(shadow)
                .setCreatedAt(clock.instant());
    }

    private static @Nullable Instant newest(Checkpoint good, List<Example> learned) {
        Instant newest = good.getNewestAcceptedAt();
        for (Example example : learned) {
            Instant accepted = example.preference().getAcceptedAt();
            newest = newest == null || accepted.isAfter(newest) ? accepted : newest;
        }
        return newest;
    }
}
