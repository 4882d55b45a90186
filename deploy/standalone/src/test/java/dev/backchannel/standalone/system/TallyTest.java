package dev.backchannel.standalone.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally();

    @Test
    void aCheckpointCountsOnceHoweverOftenItIsWritten() {
        tally.checkpoint(checkpoint("first", 1));
        tally.checkpoint(checkpoint("first", 1));
        tally.checkpoint(checkpoint("second", 2));

        assertThat(tally.figures().checkpoints()).isEqualTo(2);
    }

    @Test
    void aDeletedCheckpointHasBeenCommittedAllTheSame() {
        tally.checkpoint(checkpoint("first", 1));
        tally.checkpoint(checkpoint("second", 2));

        tally.checkpointGone("first");
        tally.checkpointGone("never seen");

        assertThat(tally.figures().checkpoints()).isEqualTo(2);
        assertThat(tally.figures().checkpointId()).hasValue("second");
    }

    private static Checkpoint checkpoint(String id, long step) {
        return Checkpoint.newBuilder()
                .setCheckpointId(id)
                .setBaseDigest("base")
                .setUri("store:" + id)
                .setFileDigests(Map.of())
                .setStep(step)
                .setConsumedOffset(step)
                .setMetrics(Map.of())
                .setGate(new GateVerdict(Verdict.PASSED, List.of()))
                .setProbes(List.of())
                .setCreatedAt(Instant.EPOCH)
                .build();
    }
}
