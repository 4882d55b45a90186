package dev.backchannel.server.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backchannel.avro.Checkpoint;
import dev.backchannel.avro.Disposition;
import dev.backchannel.avro.GateVerdict;
import dev.backchannel.avro.Outcome;
import dev.backchannel.avro.SignalKind;
import dev.backchannel.avro.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each preference names the step that learned it, in whatever order the topics are read. */
class LessonsTest {
    private final Board board = new Board("b");
    private final Lessons lessons = new Lessons();

    @Test
    void aPreferenceIsLearnedByTheFirstCheckpointThatCoversIt() {
        lessons.checkpoint(checkpoint("c1", "c0", 10), board);
        lessons.preference("before", 10, Cards.object(), board);
        lessons.checkpoint(checkpoint("c2", "c1", 12), board);
        lessons.checkpoint(checkpoint("c3", "c2", 15), board);
        lessons.preference("after", 14, Cards.object(), board);
        lessons.preference("untaught", 15, Cards.object(), board);

        assertThat(json("before")).contains("\"checkpoint\":\"c2\"");
        assertThat(json("after")).contains("\"checkpoint\":\"c3\"");
        assertThat(json("untaught")).doesNotContain("checkpoint");
    }

    @Test
    void nobodySaysWhatTheFirstCheckpointThatIsReadHasLearned() {
        lessons.preference("long-ago", 3, Cards.object(), board);
        lessons.checkpoint(checkpoint("c7", "c6", 10), board);
        assertThat(json("long-ago")).doesNotContain("checkpoint");

        Lessons fromTheStart = new Lessons();
        fromTheStart.preference("first", 3, Cards.object(), board);
        fromTheStart.checkpoint(checkpoint("c1", null, 4), board);
        assertThat(json("first")).contains("\"checkpoint\":\"c1\"");
    }

    @Test
    void whatEndedWithoutTeachingSaysWhy() {
        lessons.preference("p", 3, Cards.object(), board);
        lessons.disposed(
                Disposition.newBuilder()
                        .setEventId("e")
                        .setTenant("default")
                        .setConversationId("c")
                        .setSignal(SignalKind.THUMB)
                        .setOutcome(Outcome.HELD_BACK)
                        .setReason("to judge by")
                        .setPreferenceId("p")
                        .setAcceptedAt(Instant.EPOCH)
                        .build(),
                board);
        assertThat(json("p")).contains("\"became\":\"held_back\"", "to judge by");
    }

    private String json(String id) {
        return board.view().parts().get(Part.PREFERENCES).stream()
                .filter(item -> item.id().equals(id))
                .findFirst()
                .orElseThrow()
                .json();
    }

    private static Checkpoint checkpoint(String id, String parent, long consumed) {
        return Checkpoint.newBuilder()
                .setCheckpointId(id)
                .setParentId(parent)
                .setBaseDigest("base")
                .setUri(id)
                .setFileDigests(Map.of())
                .setStep(1)
                .setConsumedOffset(consumed)
                .setMetrics(Map.of())
                .setGate(new GateVerdict(Verdict.PASSED, List.of()))
                .setProbes(List.of())
                .setCreatedAt(Instant.EPOCH)
                .build();
    }
}
