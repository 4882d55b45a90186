package dev.backchannel.standalone.bench.serving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Verdict;
import dev.backchannel.standalone.bench.BenchRun;
import dev.backchannel.standalone.bench.measure.HttpReply;
import dev.backchannel.standalone.bench.serving.BenchCheckpoints.Made;
import dev.backchannel.standalone.bench.serving.StreamLoad.StreamedAnswer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SwapBenchTest {
    @Test
    void everyAnswerIsItsOwnCheckpoints() throws Exception {
        JsonNode json = new BenchRun()
                .figures(
                        "bench", "swap", "--swaps", "12", "--streams", "4", "--seconds", "1", "--rate", "20", "--json");
        assertThat(json.path("failedRequests").asLong()).isZero();
        assertThat(json.path("mixedAnswers").asLong()).isZero();
        assertThat(json.path("answers").asLong()).isPositive();
        assertThat(json.path("checkpointsNamed").asInt()).isGreaterThan(1);
        assertThat(json.path("distinctReferences").asDouble()).isGreaterThan(0.5);
        assertThat(json.path("ratio").asDouble()).isPositive();
        assertThat(json.path("residentMiBAtTheEnd").asLong()).isPositive();
    }

    @Test
    void anAnswerUnderTheWrongNameIsFound() {
        List<Made> made = List.of(made("a", "Yes."), made("b", "No."));
        assertThat(SameAnswers.of(made, List.of(answer("a", "Yes."), answer("b", "No."))))
                .satisfies(same -> assertThat(same.different()).isZero())
                .satisfies(same -> assertThat(same.distinctReferences()).isEqualTo(1));
        SameAnswers mixed = SameAnswers.of(made, List.of(answer("a", "No."), answer("b", "N"), answer("c", "Yes.")));
        assertThat(mixed.different()).isEqualTo(3);
        assertThat(mixed.compared()).isEqualTo(3);
    }

    private static Made made(String id, String answer) {
        return new Made(
                Checkpoint.newBuilder()
                        .setCheckpointId(id)
                        .setBaseDigest("")
                        .setUri(id)
                        .setFileDigests(Map.of())
                        .setStep(1)
                        .setConsumedOffset(0)
                        .setMetrics(Map.of())
                        .setGate(new GateVerdict(Verdict.PASSED, List.of()))
                        .setProbes(List.of())
                        .setCreatedAt(Instant.EPOCH)
                        .build(),
                List.of(answer));
    }

    private static StreamedAnswer answer(String checkpoint, String text) {
        return new StreamedAnswer(
                0,
                new HttpReply(200, Map.of("x-backchannel-checkpoint", checkpoint), 0, List.of()),
                new HttpReply.Streamed(text, new long[0], 1, true));
    }
}
