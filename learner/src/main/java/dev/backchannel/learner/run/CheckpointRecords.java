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

/** Makes the records of {@code checkpoints}. */
final class CheckpointRecords {
    private final String policy;
    private final String baseDigest;
    private final Clock clock;

    CheckpointRecords(String policy, String baseDigest, Clock clock) {
        this.policy = policy;
        this.baseDigest = baseDigest;
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

    Checkpoint next(
            StoredCheckpoint stored,
            Checkpoint parent,
            long step,
            long consumed,
            Judgement judgement,
            List<Example> fresh,
            Map<String, Double> metrics) {
        return record(stored, step, consumed)
                .setParentId(parent.getCheckpointId())
                .setMetrics(metrics)
                .setGate(judgement.verdict())
                .setProbes(judgement.probes())
                .setNewestAcceptedAt(newest(parent, judgement.isPromoted() ? fresh : List.of()))
                .build();
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
                .setCreatedAt(clock.instant());
    }

    private static Instant newest(Checkpoint parent, List<Example> fresh) {
        Instant newest = parent.getNewestAcceptedAt();
        for (Example example : fresh) {
            Instant accepted = example.preference().getAcceptedAt();
            newest = newest == null || accepted.isAfter(newest) ? accepted : newest;
        }
        return newest;
    }
}
