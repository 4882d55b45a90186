package dev.backchannel.standalone.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.backchannel.arms.Experiments;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.ExperimentMetrics;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Verdict;
import dev.backchannel.streams.operation.Commands;
import dev.backchannel.topics.Arms;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is typed about arms becomes a command that everybody reads alike. */
class ArmsNowTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final Commands commands = new Commands("c1", "ann", "why not", NOW);
    private final ArmsNow arms = new ArmsNow(
            "default",
            Optional.empty(),
            List.of(checkpoint("aa1", null), checkpoint("ab2", "aa1"), checkpoint("c3", "ab2")));

    @Test
    void theBeginningOfAnIdIsEnoughIfItIsOnesAlone() {
        assertThat(arms.checkpoint("ab")).isEqualTo("ab2");
        assertThat(arms.checkpoint("base")).isEqualTo("base");
        assertThatThrownBy(() -> arms.checkpoint("a")).hasMessageContaining("2 checkpoints' ids begin with 'a'");
        assertThatThrownBy(() -> arms.checkpoint("z")).hasMessageContaining("no checkpoint's id begins with 'z'");
    }

    @Test
    void whatIsLeftOpenIsDecided() {
        assertThat(arms.decided(commands.rollback("default", Optional.empty())).getArguments())
                .isEqualTo(Map.of("checkpoint", "ab2", "from", "c3"));
        assertThat(arms.decided(commands.promote("default", Optional.empty())).getArguments())
                .isEqualTo(Map.of("checkpoint", "c3"));
        assertThat(arms.decided(commands.pin("default", Arms.CONTROL, Optional.empty()))
                        .getArguments())
                .isEqualTo(Map.of("arm", "control"));
        assertThat(arms.decided(commands.split("default", 0.9)).getArguments()).isEqualTo(Map.of("candidate", "0.9"));
    }

    @Test
    void theStatusShowsTheArms() {
        OperationLog.Now now = new OperationLog.Now(
                List.of(),
                List.of(),
                List.of(Experiments.pinned(Experiments.direct("default", 0.1), Arms.CONTROL, "aa1")),
                List.of(new ExperimentMetrics(
                        "default",
                        Arms.CANDIDATE,
                        NOW,
                        NOW,
                        Map.of(
                                "users", 31.0,
                                "turns", 412.0,
                                "epoch", 3.0,
                                "edit_distance.mean", 0.25,
                                "thumbs_up_rate.mean", 0.4,
                                "thumbs_up_rate.difference", -0.2,
                                "thumbs_up_rate.lower", -0.3,
                                "thumbs_up_rate.upper", -0.1))),
                List.of());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new OperationView(NOW).print(now, new PrintStream(bytes, true, StandardCharsets.UTF_8));
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .containsPattern("default +direct: control 10 % aa1, candidate 90 % newest")
                .containsPattern("users of candidate +31 users, 412 turns in epoch 3, thumbs_up_rate 0\\.400"
                        + " \\(-0\\.200, surely -0\\.300 to -0\\.100\\), edit_distance 0\\.250");
        assertThat(new OperationView(NOW).json(now)).contains("\"control\":{\"share\":0.1,\"pinned\":\"aa1\"}");
    }

    private static Checkpoint checkpoint(String id, String parent) {
        return Checkpoint.newBuilder()
                .setCheckpointId(id)
                .setParentId(parent)
                .setBaseDigest("base")
                .setUri(id)
                .setFileDigests(Map.of())
                .setStep(1)
                .setConsumedOffset(1)
                .setMetrics(Map.of())
                .setGate(new GateVerdict(Verdict.PASSED, List.of()))
                .setProbes(List.of())
                .setCreatedAt(NOW.minusSeconds(1))
                .build();
    }
}
